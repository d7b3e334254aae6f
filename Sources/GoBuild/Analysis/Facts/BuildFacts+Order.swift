extension BuildFacts {
    /// Brings the functions in order: by package, then by name with numbers as numbers.
    mutating func sort() {
        functions.sort { a, b in
            a.package != b.package ? a.package < b.package : FunctionNaming.precedes(a.name, b.name)
        }
    }

    /// Whether machine code was looked at.
    var hasCode: Bool { functions.contains { $0.size != nil } }

    /// The facts with what closures have added to the functions around them: without a listing nothing says where a
    /// closure ends.
    func withoutClosures() -> BuildFacts {
        var result = self
        result.functions = []
        var places: [String: Int] = [:]
        for function in functions {
            let parent = FunctionNaming.parent(function.name)
            let key = "\(function.package)\u{0}\(parent)"
            if let place = places[key] {
                result.functions[place].absorb(function)
                continue
            }
            places[key] = result.functions.count
            if parent == function.name {
                result.functions.append(function)
            } else {
                var around = FunctionFacts(package: function.package, name: parent)
                around.file = function.file
                around.absorb(function)
                result.functions.append(around)
            }
        }
        return result
    }
}

extension FunctionFacts {
    /// Adds what a closure has; what is known of machine code goes.
    fileprivate mutating func absorb(_ other: FunctionFacts) {
        if FunctionNaming.parent(other.name) == other.name {
            (inlining, line) = (other.inlining, other.line)
            if !other.file.isEmpty { file = other.file }
        }
        inlinedCalls.merge(other.inlinedCalls, uniquingKeysWith: +)
        escapes.merge(other.escapes, uniquingKeysWith: +)
        if let more = other.boundsChecks { boundsChecks = (boundsChecks ?? 0) + more }
    }
}
