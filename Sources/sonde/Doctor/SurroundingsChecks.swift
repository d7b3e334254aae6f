import Host
import Report
import Wire

/// What sonde finds beside processes: system, cache, libraries.
enum SurroundingsChecks {
    static func system() -> DoctorCheck {
        let release = (try? MappedFile.open("/proc/sys/kernel/osrelease"))?.string.filter { !$0.isWhitespace } ?? "?"
        #if arch(x86_64)
            let architecture = "amd64"
        #elseif arch(arm64)
            let architecture = "arm64"
        #else
            let architecture = "another architecture"
        #endif
        return DoctorCheck("system", .good, "\(Version.text), Linux \(release), \(architecture)")
    }

    /// Layouts of Go versions that are not built in are kept there.
    static func cache() -> DoctorCheck {
        let name = "cache"
        guard let cache = UserCache("doctor") else {
            return DoctorCheck(
                name, .limited, "neither HOME nor XDG_CACHE_HOME names a place; unknown Go versions start slowly",
                advice: "set HOME")
        }
        let probe = Array("sonde".utf8)
        cache.store(key: "probe", probe)
        guard cache.load(key: "probe")?.array == probe else {
            return DoctorCheck(
                name, .limited, "\(cache.path) cannot be used: it must be writable, yours, and no link",
                advice: "make it, or set XDG_CACHE_HOME")
        }
        return DoctorCheck(name, .good, cache.path)
    }

    /// Whether servers that speak https can be verified.
    static func certificates() -> DoctorCheck {
        let name = "certificates"
        guard let path = TrustRoots.path(environment: { Surroundings.variable($0) }) else {
            return DoctorCheck(
                name, .limited, "this machine has none: https servers cannot be verified",
                advice: "install the package ca-certificates, or give --tls-ca FILE")
        }
        return DoctorCheck(name, .good, "https servers are verified by \(path)")
    }
}
