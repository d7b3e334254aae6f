import Glibc

/// The exponential function of the C library.
public enum Exponential {
    public static func natural(_ value: Double) -> Double { Glibc.exp(value) }
}
