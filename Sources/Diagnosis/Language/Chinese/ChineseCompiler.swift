extension Catalogue {
    /// What the compiler decided: `Compiler/`.
    static let chineseCompiler = #"""
        # CompilerEvidence
        compiler decisions
        编译器的决定
        go build -gcflags=-m=2
        go build -gcflags=-m=2
        each call of %1 is one, it is not inlined: %2
        对 %1 的每次调用都是真正的调用，没有内联：%2

        # BuildChangeRule
        Does the compiler decide worse of hot functions than it did before?
        编译器对热点函数的决定比以前差吗？
        %1 since %2, none of them for the worse in a hot function
        自 %2 以来有 %1，没有一处让热点函数变差
        %1 %2: was %3, is %4; %5 of the processor time
        %1 %2：以前是 %3，现在是 %4；占处理器时间的 %5
        `sonde build diff %1` no longer lists %2.
        `sonde build diff %1` 不再列出 %2。
        %1, which takes %2 of the processor time, was inlined in %3 and is not any more: %4.
        占用 %2 处理器时间的 %1 在 %3 中被内联，现在不再内联：%4。
        %1, which takes %2 of the processor time, calls %3, which was inlined there in %4.
        占用 %2 处理器时间的 %1 调用 %3，后者在 %4 中是在那里内联的。
        %1, which takes %2 of the processor time, checks bounds that it did not check in %3.
        占用 %2 处理器时间的 %1 检查了在 %3 中不检查的边界。
        %1, which takes %2 of the processor time, allocates at more places than in %3: %4, and %5 now.
        占用 %2 处理器时间的 %1 分配内存的位置比在 %3 中多：以前 %4 处，现在 %5 处。
        In %1, which takes %2 of the processor time, more is put on the heap than in %3: %4.
        在占用 %2 处理器时间的 %1 中，放到堆上的比在 %3 中多：%4。
        Take out what made the function too dear, or what forbids it: `sonde build explain` says what costs how much.
        去掉使函数代价过高或不允许内联的部分：`sonde build explain` 会说明各部分的代价。
        Keep the value on the stack: `sonde build explain` says by which way it leaves the function.
        让这个值留在栈上：`sonde build explain` 会说明它经由哪条路径离开函数。
        Show the compiler the bound once, before the loop (such as `_ = values[n-1]`), or range over the slice.
        在循环之前向编译器展示一次边界（例如 `_ = values[n-1]`），或者用 range 遍历切片。
        """#
}
