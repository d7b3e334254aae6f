// swift-tools-version: 6.1
import PackageDescription

/// The modules of sonde once more, from the same sources, with the instrumentation that libFuzzer steers by. A package
/// of its own, so that building and testing sonde is not slowed; `scripts/fuzz` builds and runs it.
let sanitizers = ["-sanitize=fuzzer,address"]

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    // Parsers that are internal to their modules are fuzzed as well.
    .unsafeFlags(sanitizers + ["-enable-testing"]),
]

func module(_ name: String, imports: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: imports, path: "Modules/" + name, swiftSettings: settings)
}

/// HTTP and TLS, for Host alone; not instrumented.
let web: [Target.Dependency] = [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

let package = Package(
    name: "fuzz",
    dependencies: [
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
    ],
    targets: [
        .systemLibrary(name: "CDeflate", path: "Modules/CDeflate", pkgConfig: "libdeflate"),
        .target(name: "CLinux", path: "Modules/CLinux", exclude: ["bpf", "generated"]),
        .target(name: "CRE2", path: "Modules/CRE2", linkerSettings: [.linkedLibrary(":libre2.a")]),
        .target(name: "CZydis", path: "Modules/CZydis"),
        .target(name: "CPages", path: "Modules/CPages", exclude: ["deno.json", "pages"]),
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
        .target(name: "CFuzzer", cSettings: [.unsafeFlags(["-fsanitize=address"])]),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CFuzzer", "Wire", "Evidence", "GoBinary", "GoBuild", "GoProcess", "GoProfile", "GoTrace",
                "SystemActivity", "Diagnosis", "Report", "Host",
            ],
            swiftSettings: settings, linkerSettings: [.unsafeFlags(sanitizers + ["-use-ld=lld"])]),
    ]
)
