import TestSupport

/// Validation of a document by python3's jsonschema package.
enum JSONSchema {
    static let isAvailable: Bool = {
        (try? Command.run("python3", ["-c", "import jsonschema"]).succeeded) ?? false
    }()

    /// The schema of `sonde.report/1`.
    static let report = Repository.path("Documentation/report.schema.json")

    /// The first violation of the schema in a file; nil when there is none.
    static func check(_ document: String, schema: String) throws -> String? {
        let program = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            jsonschema.Draft202012Validator.check_schema(schema)
            errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)), key=str)
            if errors: sys.exit(errors[0].json_path + ": " + errors[0].message)
            """
        let result = try Command.run("python3", ["-c", program, schema], input: Array(document.utf8))
        return result.succeeded ? nil : result.error
    }
}
