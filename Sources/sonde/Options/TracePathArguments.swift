import ArgumentParser
import GoTrace

/// Which of several: `max`, `p99`, or a number.
struct PathPickArgument: ExpressibleByArgument {
    let value: PathPick
    let name: String

    init?(argument: String) {
        name = argument
        if argument == "max" {
            value = .quantile(1)
        } else if let fraction = PercentileArgument(argument: argument) {
            value = .quantile(fraction.fraction)
        } else if let id = Int64(argument) {
            value = .id(id)
        } else {
            return nil
        }
    }
}

/// A percentile such as `p99` or `p99.9`.
struct PercentileArgument {
    let fraction: Double
    let name: String

    init?(argument: String) {
        guard argument.hasPrefix("p"), let value = Double(argument.dropFirst()), value >= 0, value <= 100 else {
            return nil
        }
        fraction = value / 100
        name = argument
    }
}

/// Two percentiles: `p99,p50`, which `ArgumentRewriting` makes of the words `p99 p50`.
struct PathCompareArgument: ExpressibleByArgument {
    let slow: PercentileArgument
    let ordinary: PercentileArgument

    init?(argument: String) {
        let parts = argument.split(separator: ",")
        guard parts.count == 2, let slow = PercentileArgument(argument: String(parts[0])),
            let ordinary = PercentileArgument(argument: String(parts[1]))
        else { return nil }
        self.slow = slow
        self.ordinary = ordinary
    }
}
