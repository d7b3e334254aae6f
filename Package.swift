// swift-tools-version: 6.1
import PackageDescription

/// Settings of every Swift target; see CONTRIBUTING.md.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
]

/// One module of the house, with its imports spelled out: the layering test reads them.
func module(_ name: String, imports: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: settings)
}

func tests(_ name: String, imports: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: imports + ["TestSupport"], exclude: exclude, swiftSettings: settings)
}

/// HTTP and TLS, for Host alone.
let web: [Target.Dependency] = [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

/// A server for the browser, for WebUI alone.
let server: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

let package = Package(
    name: "sonde",
    products: [.executable(name: "sonde", targets: ["sonde"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        // Without its traits it needs neither full Foundation nor a reader of configurations.
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    ],
    targets: [
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        // Its BPF programs are compiled by scripts/bpf-object; libbpf is loaded when it is used.
        .target(name: "CLinux", exclude: ["bpf", "generated"]),
        // Linked into the program: few machines have the shared library.
        .target(name: "CRE2", linkerSettings: [.linkedLibrary(":libre2.a")]),
        // Loaded when it is used: `disasm` wants it, and no other command does.
        .target(name: "CZydis"),
        // The pages of WebUI, compiled into the program.
        .target(name: "CPages", exclude: ["deno.json", "pages"]),
        module("Wire", imports: ["CDeflate", "CPages", "CRE2", "CZydis"]),
        module("Evidence"),
        module("GoBinary", imports: ["Wire", "Evidence"]),
        module("GoProcess", imports: ["Wire", "Evidence", "GoBinary"]),
        module("GoProfile", imports: ["Wire", "Evidence", "GoBinary"]),
        module("GoTrace", imports: ["Wire", "Evidence"]),
        module("GoBuild", imports: ["Wire", "Evidence", "GoBinary"]),
        module("SystemActivity", imports: ["Wire", "Evidence", "GoBinary"]),
        module(
            "Diagnosis",
            imports: [
                "Wire", "Evidence", "GoBinary", "GoBuild", "GoProcess", "GoProfile", "GoTrace", "SystemActivity",
            ]),
        module(
            "Report",
            imports: [
                "Wire", "Evidence", "GoBinary", "GoBuild", "GoProcess", "GoProfile", "GoTrace", "SystemActivity",
                "Diagnosis",
            ]),
        module("Host", imports: ["CLinux", "Wire", "Evidence"] + web),
        module(
            "WebUI",
            imports: [
                "Wire", "Evidence", "GoBinary", "GoBuild", "GoProcess", "GoProfile", "GoTrace", "SystemActivity",
                "Diagnosis", "Report", "Host",
            ] + server),
        .executableTarget(
            name: "sonde",
            dependencies: [
                "Wire", "Evidence", "GoBinary", "GoBuild", "GoProcess", "GoProfile", "GoTrace", "SystemActivity",
                "Diagnosis", "Report", "Host", "WebUI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        .target(name: "TestSupport", dependencies: [], path: "Tests/TestSupport", swiftSettings: settings),
        tests("WireTests", imports: ["Wire"]),
        tests("EvidenceTests", imports: ["Evidence"]),
        tests("GoBinaryTests", imports: ["GoBinary", "Wire", "Evidence"]),
        tests("GoProcessTests", imports: ["GoProcess", "GoBinary", "Host", "Wire", "Evidence"]),
        tests(
            "GoProfileTests", imports: ["GoProfile", "GoBinary", "Wire", "Evidence"],
            exclude: ["Comparison/special-functions.tsv"]),
        tests(
            "GoBuildTests", imports: ["GoBuild", "GoBinary", "Wire", "Evidence"],
            exclude: ["Benchmarks/expected-statistics.py", "Benchmarks/expected-statistics.tsv"]),
        tests("GoTraceTests", imports: ["GoTrace", "Wire", "Evidence"]),
        tests(
            "DiagnosisTests",
            imports: [
                "Diagnosis", "GoBuild", "GoTrace", "GoProcess", "GoBinary", "SystemActivity", "Host", "Wire",
                "Evidence",
            ]),
        tests(
            "ReportTests",
            imports: ["Report", "Diagnosis", "GoBuild", "GoProcess", "GoProfile", "GoBinary", "Wire", "Evidence"],
            exclude: ["Golden", "check-page.py"]),
        tests(
            "SystemActivityTests", imports: ["SystemActivity", "Report", "GoProfile", "Wire", "Evidence"],
            exclude: ["Procmon/procmon-differences.tsv"]),
        tests("HostTests", imports: ["Host", "Wire", "Evidence"]),
        tests(
            "CommandLineTests",
            imports: ["sonde", "GoProcess", "GoProfile", "SystemActivity", "Host", "Wire", "Evidence"],
            exclude: [
                "Golden", "pprof-differences.tsv", "Cases/Redaction/plain.py", "Exports/read-back.py",
                "Traces/Exports/read-back-trace.py",
            ]),
        tests(
            "WebUITests",
            imports: [
                "WebUI", "sonde", "GoBinary", "GoBuild", "GoProcess", "GoProfile", "GoTrace", "SystemActivity",
                "Diagnosis", "Report", "Host", "Wire", "Evidence",
            ], exclude: ["Browser"]),
        tests("HouseTests", imports: []),
    ]
)
