import Glibc

/// Functions of the C library that statistics need.
public enum MathFunctions {
    public static func exp(_ value: Double) -> Double { Glibc.exp(value) }
    /// The logarithm of one plus a value, exact for small ones.
    public static func logOnePlus(_ value: Double) -> Double { Glibc.log1p(value) }
    /// The complementary error function.
    public static func errorComplement(_ value: Double) -> Double { Glibc.erfc(value) }

    /// The logarithm of the gamma function of a positive number.
    public static func logGamma(_ value: Double) -> Double {
        var sign: Int32 = 0
        return unsafe lgamma_r(value, &sign)
    }
}
