import TestSupport
import Testing
import Wire

@testable import WebUI

/// Columns as the page reads them: by the page's own code, in another engine.
@Suite struct ColumnMessageTests {
    @Test(.enabled(if: BrowserTools.folder != nil, "no playwright and deno: see scripts/browser-tools"))
    func thePageReadsWhatIsWritten() throws {
        var message = ColumnMessage()
        message.add("bytes", [1, 2, 255] as [UInt8])
        message.add("short", [1, 65_535] as [UInt16])
        message.add("unsigned", [4_294_967_295, 7] as [UInt32])
        message.add("signed", [-1, -2_147_483_648] as [Int32])
        message.add("doubles", [0.5, -9_007_199_254_740_991])
        message.add("none", [] as [UInt32])
        let folder = try TemporaryFolder()
        try Files.write(message.encode { $0.member("text", "ä„“ \u{1F600}") }, to: folder.file("message"))
        try Files.write(
            Array(
                """
                import { readColumns } from "file://\(Repository.path("Sources/CPages/pages/shell/columns.js"))";
                const { head, columns } = readColumns(Deno.readFileSync("\(folder.file("message"))").buffer);
                const plain = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values]]));
                console.log(JSON.stringify([head.text, plain]));
                """.utf8), to: folder.file("read.js"))
        var environment = BrowserTools.environment
        environment["DENO_NO_UPDATE_CHECK"] = "1"
        let result = try Command.run(
            try #require(BrowserTools.folder) + "/bin/deno",
            ["run", "--allow-read", "--no-check", folder.file("read.js")],
            environment: environment)
        let expected =
            #"["ä„“ 😀",{"bytes":[1,2,255],"short":[1,65535],"unsigned":[4294967295,7],"signed":[-1,-2147483648],"#
            + #""doubles":[0.5,-9007199254740991],"none":[]}]"#
        #expect(result.output == expected + "\n", "\(result.error)")
    }
}
