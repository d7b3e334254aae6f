/// The detail of a record of a capture.
enum CaptureDetail {
    static func append(_ record: CaptureRecord, to text: inout [UInt8]) {
        guard record.kind == .call else { return }
    }
}
