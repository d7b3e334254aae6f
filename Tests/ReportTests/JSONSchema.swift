import TestSupport

/// Validation of a document by python3's jsonschema package.
enum JSONSchema {
    static let isAvailable: Bool = {
        (try? Command.run("python3", ["-c", "import jsonschema"]).succeeded) ?? false
    }()

    /// The first violation of a schema that lies beside this file; nil when there is none.
    static func check(_ document: String, schema: String, sourceFile: String = #filePath) throws -> String? {
        let program = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)), key=str)
            if errors: sys.exit(errors[0].json_path + ": " + errors[0].message)
            """
        let path = Files.directory(of: sourceFile) + "/" + schema
        let result = try Command.run("python3", ["-c", program, path], input: Array(document.utf8))
        return result.succeeded ? nil : result.error
    }
}
