import TestSupport
import Testing

/// `--language`, and what the environment asks for.
@Suite struct LanguageTests {
    private func causes(_ arguments: [String], environment: [String: String] = [:]) throws -> CommandResult {
        try SondeProgram.run(
            ["causes", "leak.fd"] + arguments,
            environment: ["COLUMNS": "80", "LC_ALL": ""].merging(environment) { $1 },
            folder: Golden.folder)
    }

    @Test(arguments: [
        (["--language", "zh"], [:], true), (["--language", "zh_CN.UTF-8"], [:], true),
        (["--language", "zh-Hans"], ["LC_ALL": "C"], true), ([], ["LANG": "zh_CN.UTF-8"], true),
        ([], ["LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"], true), ([], ["LANG": "zh_CN.GBK"], false),
        (["--language", "en"], ["LANG": "zh_CN.UTF-8"], false), ([], ["LC_ALL": "C", "LANG": "zh_CN.UTF-8"], false),
        ([], [:], false), (["--format", "json"], ["LANG": "zh_CN.UTF-8"], false),
        (["--format", "json", "--language", "zh"], [:], true),
    ])
    func theOptionThenTheEnvironmentDecides(
        arguments: [String], environment: [String: String], isChinese: Bool
    ) throws {
        let result = try causes(arguments, environment: environment)
        #expect(result.succeeded, "\(result.error)")
        #expect(result.output.contains("打开的文件描述符不断增长") == isChinese)
        #expect(result.output.contains("open descriptors grow") != isChinese)
    }

    @Test func anUnknownLanguageIsAMistake() throws {
        let result = try causes(["--language", "xx"])
        #expect(result.status.code == 2)
        #expect(result.error.contains("--language"))
    }

    @Test(arguments: [40, 80])
    func aReportInChinese(width: Int) throws {
        for arguments in [["why", "stuck.txt", "--language", "zh"], ["causes", "--language", "zh"]] {
            let result = try SondeProgram.run(
                arguments, environment: ["COLUMNS": String(width)], folder: Golden.folder)
            #expect(result.succeeded, "\(result.error)")
            Golden.expect(result.output, equals: "\(arguments.joined(separator: " ")) COLUMNS=\(width).txt")
        }
    }
}
