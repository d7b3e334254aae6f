import Glibc

/// Logarithms of the C library.
public enum Logarithm {
    public static func base2(_ value: Double) -> Double { Glibc.log2(value) }
    public static func natural(_ value: Double) -> Double { Glibc.log(value) }
}

/// Powers of the C library.
public enum Power {
    public static func of(_ base: Double, _ exponent: Double) -> Double { Glibc.pow(base, exponent) }
}
