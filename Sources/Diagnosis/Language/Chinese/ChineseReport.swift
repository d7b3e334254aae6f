extension Catalogue {
    /// Headings and remarks of the reports: the module Report.
    static let chineseReport = #"""
        # Severity and confidence
        CRITICAL
        严重
        WARNING
        警告
        INFO
        提示
        OK
        正常
        %1 sure
        把握 %1
        %1 sure
        把握 %1
        # Joints
         (%1)
        （%1）
        %1: %2
        %1：%2
        # Headings
        costs
        代价
        where
        位置
        for
        支持
        against
        反对
        remedy
        处理
        verify
        验证
        missing
        缺少
        explains
        可解释
        in full
        完整
        Costs
        代价
        Where
        位置
        What to do
        如何处理
        How to check
        如何验证
        For
        支持
        Against
        反对
        What speaks for it
        支持的证据
        What speaks against it
        反对的证据
        Stack
        栈
        Stack: %1
        栈：%1
        Missing evidence
        缺少的证据
        Explains
        可以解释
        Costs: %1
        代价：%1
        Where: %1
        位置：%1
        For: %1
        支持：%1
        Against: %1
        反对：%1
        Kind
        类型
        Module
        模块
        Revision
        版本
        Findings
        结论
        Why
        原因
        Why: %1
        原因：%1
        Severity
        严重程度
        Cause
        原因
        Sure
        把握
        In short
        概述
        Compared
        对比
        Collected
        已收集
        Could not be had
        未能获得
        Where the time went
        时间花在哪里
        Took
        用时
        Share
        占比
        Actions
        动作数
        What
        内容
        The walk through the tree
        决策树的遍历
        # Remarks
        Nothing was diagnosed: see below for what could be collected.
        没有得出诊断：下面列出了收集到的内容。
        (at the same stack)
        （位于同一个栈）
        … %1 beneath; see `--format json`
        … 其下还有 %1；见 `--format json`
        … %1 beneath; see --format json
        … 其下还有 %1；见 --format json
        … %1
        … %1
        %1 … %2 (%3 runtime frames)
        %1 … %2（%3 个运行时栈帧）
        %1 at 0x%2
        %1（0x%2）
        %1, in %2
        %1，位于 %2
        Below: %1.
        以下：%1。
        stack
        栈
        facts for and against
        支持和反对的事实
        all facts
        全部事实
        what it explains
        它可以解释的结论
        missing evidence
        缺少的证据
        where the time went
        时间花在哪里
        what was collected
        收集到的内容
        what is lacking
        未能获得的内容
        could not be had:␣
        未能获得：
        # What was looked at
        %1 from %2
        %1，来源：%2
        , %1 looks
        ，观察 %1 次
        , took %1
        ，用时 %1
        , each took %1 or less
        ，每次用时不超过 %1
        , stopped the target for %1
        ，使目标停顿了 %1
        module %1
        模块 %1
        revision %1
        版本 %1
        %1, modified
        %1（有改动）
        note: %1
        注意：%1
        note:␣
        注意：
        data loss: %1
        数据丢失：%1
        data loss:␣
        数据丢失：
        error: %1
        错误：%1
        error:␣
        错误：
        # Tables
        TOOK
        用时
        SHARE
        占比
        ACTIONS
        动作数
        WHERE THE TIME WENT
        时间花在哪里
        other, %1
        其他，%1
        # The walk through the tree
        Can the evidence be trusted?
        证据是否可信？
        Do machine and limits withhold something?
        机器和限制是否克扣了资源？
        Is it the runtime?
        问题是否在运行时？
        What is waited for?
        在等待什么？
        What does the code do?
        代码在做什么？
        Yes: %1.
        是：%1。
        No.
        否。
        No: %1.
        否：%1。
        No: %1
        否：%1
        Not asked: no %1.
        未检查：没有%1。
        # Comparison
        Against %1
        与 %1 对比
        GONE
        已消失
        STILL THERE
        仍然存在
        NOT KNOWN
        无法判断
        %1, which %2 named first: %3
        %1，%2 首先指出的原因：%3
        whether %1 is gone: there is no %2
        %1 是否已消失：没有%2
        %1 named no cause that could be gone
        %1 没有指出可能消失的原因
        nothing that was looked at is different
        查看过的内容没有差异
        new
        新增
        gone
        消失
        as before
        照旧
        """#

    /// Nouns of the reports with their numbers.
    static let chineseReportNouns = #"""
        more finding
        另外 %1 个结论
        other finding
        另外 %1 个结论
        frame
        %1 个栈帧
        more frame
        另外 %1 个栈帧
        kind
        %1 类
        """#
}
