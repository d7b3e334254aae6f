import ArgumentParser

/// A number of bytes such as `512MB`, in powers of 1024.
struct SizeArgument: ExpressibleByArgument {
    let bytes: Int

    init(bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber }
        guard let number = Int(digits), number > 0 else { return nil }
        let shifts = ["": 0, "B": 0, "K": 10, "KB": 10, "M": 20, "MB": 20, "G": 30, "GB": 30, "T": 40, "TB": 40]
        guard let shift = shifts[argument.dropFirst(digits.count).uppercased()], number <= Int.max >> shift else {
            return nil
        }
        bytes = number << shift
    }

    var defaultValueDescription: String {
        bytes.isMultiple(of: 1 << 30) ? "\(bytes >> 30)GB" : "\(bytes)"
    }
}
