import Glibc
import Wire

/// Why the operating system forbids to look into a process, and what to do about it.
public enum AccessDiagnosis {
    /// The error to show when reading or tracing process `processID` failed with `errno`.
    public static func explain(processID: Int32, errno number: Int32) -> InputError {
        let text = unsafe String(cString: strerror(number))
        return InputError(
            number == ESRCH ? .gone : .notPermitted, "cannot be read: \(text)", file: "process \(processID)")
    }
}
