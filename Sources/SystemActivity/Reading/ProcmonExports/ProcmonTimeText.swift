import Wire

/// Moments and durations in exports: those of the United States' form, and what other languages make of it as far as
/// it can be told.
enum ProcmonTimeText {
    /// Numbers in a text with what stands between them.
    private struct Numbers {
        var values: [UInt64] = []
        var lengths: [Int] = []
        var separators: [UInt8] = []
        var isAfternoon = false
        var hasHalf = false

        init(_ text: ArraySlice<UInt8>) {
            var isInNumber = false
            for byte in text {
                if byte >= 48, byte <= 57 {
                    if isInNumber {
                        values[values.count - 1] = values[values.count - 1] &* 10 &+ UInt64(byte - 48)
                        lengths[lengths.count - 1] += 1
                    } else {
                        if values.count == 8 { return }
                        values.append(UInt64(byte - 48))
                        lengths.append(1)
                        isInNumber = true
                    }
                } else {
                    if isInNumber { separators.append(byte) }
                    isInNumber = false
                    if byte | 0x20 == UInt8(ascii: "p") { isAfternoon = true }
                    if byte | 0x20 == UInt8(ascii: "m") { hasHalf = true }
                }
            }
        }

        func seconds(from index: Int) -> UInt64? {
            guard values.count >= index + 3 else { return nil }
            var hour = values[index]
            if hasHalf { hour = hour % 12 + (isAfternoon ? 12 : 0) }
            guard hour < 24, values[index + 1] < 60, values[index + 2] < 61 else { return nil }
            return hour * 3600 + values[index + 1] * 60 + values[index + 2]
        }

        /// The number at an index as a fraction with 7 digits.
        func fraction(_ index: Int) -> UInt64 {
            guard index < values.count, lengths[index] <= 9 else { return 0 }
            var value = values[index]
            for _ in lengths[index]..<max(7, lengths[index]) { value *= 10 }
            for _ in 7..<max(7, lengths[index]) { value /= 10 }
            return value
        }
    }

    /// `9:07:57.1234567 PM`, `21:07:57,1234567`: 100 ns since midnight; nil when it is none.
    static func timeOfDay(_ text: ArraySlice<UInt8>) -> UInt64? {
        let numbers = Numbers(text)
        return numbers.seconds(from: 0).map { $0 * ProcmonTime.ticksInSecond + numbers.fraction(3) }
    }

    /// `7/11/2020 9:07:57 PM`: seconds since 1601 on the wall; nil when it is none. Of two forms of a date with
    /// slashes, month and day or day and month, the first is taken unless it makes no sense.
    static func date(_ text: ArraySlice<UInt8>) -> UInt64? {
        let numbers = Numbers(text)
        guard numbers.values.count >= 6, let time = numbers.seconds(from: 3) else { return nil }
        var (year, month, day) = (numbers.values[2], numbers.values[0], numbers.values[1])
        if numbers.lengths[0] == 4 {
            (year, month, day) = (numbers.values[0], numbers.values[1], numbers.values[2])
        } else if numbers.separators[0] == UInt8(ascii: ".") || numbers.values[0] > 12 {
            swap(&month, &day)
        }
        guard year >= 1601, year < 10000, month >= 1, month <= 12, day >= 1, day <= 31 else { return nil }
        return days(year, month, day) * 86400 + time
    }

    /// Days since 1601-01-01.
    private static func days(_ year: UInt64, _ month: UInt64, _ day: UInt64) -> UInt64 {
        let years = year - 1601
        let before: [UInt64] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return years * 365 + years / 4 - years / 100 + years / 400 + before[Int(month - 1)]
            + (isLeap && month > 2 ? 1 : 0) + day - 1
    }

    /// `00:00:08.4225155`: 100 ns.
    static func relative(_ text: ArraySlice<UInt8>) -> UInt64? {
        let numbers = Numbers(text)
        guard numbers.values.count >= 3, numbers.values[0] < 1 << 24 else { return nil }
        return (numbers.values[0] * 3600 + numbers.values[1] % 60 * 60 + numbers.values[2] % 60)
            * ProcmonTime.ticksInSecond + numbers.fraction(3)
    }

    /// `0.0000123`: 100 ns; nil when it is empty.
    static func duration(_ text: ArraySlice<UInt8>) -> UInt64? {
        let numbers = Numbers(text)
        guard let seconds = numbers.values.first, seconds < 1 << 36 else { return nil }
        return seconds * ProcmonTime.ticksInSecond + numbers.fraction(1)
    }
}
