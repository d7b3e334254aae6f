/// A Go program with a function so large that the compiler is sparing of inlining in it.
public enum LargeFunction {
    /// - Parameter calls: of `mix`, each on a line of its own; from 300 on the function has more than 5,000 nodes.
    public static func source(calls: Int) -> String {
        let body = (0..<calls).map { number in
            "\ts += mix(s, \(number))\n"
                + "\tif s&\(number) == 3 { s ^= values[\(number)%len(values)] + s*\(number) + s>>3 }\n"
        }.joined()
        return """
            package main

            func tiny(a int) int { return a + 1 }

            func mix(a, b int) int {
            \ta ^= b << 3
            \ta += b * 7
            \ta ^= a >> 5
            \treturn a*31 + b
            }

            func large(values []int, s int) int {
            \ts = tiny(s)
            \(body)\treturn s
            }

            func main() { println(large([]int{1, 2, 3}, 4)) }

            """
    }
}
