import GoProfile
import TestSupport
import Testing
import Wire

@testable import WebUI

/// Cells of a flame graph in the pixels of a window.
@Suite struct FlameWindowTests {
    private func tree(inverted: Bool = false) throws -> FlameTree {
        let folder = try TemporaryFolder()
        try GeneratedProfiles.writeLarge(kind: "cpu", size: 400_000, to: folder.file("cpu"))
        let profile = try ProfileReader.read(try MappedFile.open(folder.file("cpu")), file: "cpu")
        let report = try PprofReport(profile, kind: .traces, options: PprofOptions())
        return FlameTree(report, isInverted: inverted)
    }

    @Test func cellsFillTheWindowAndNoMore() throws {
        for tree in [try tree(), try tree(inverted: true)] {
            let deep = (0..<tree.count).first { tree.parents[$0] > 0 } ?? 0
            for (root, pixels) in [(0, 1280), (0, 50), (0, 16_000), (deep, 800)] {
                let window = FlameWindow(tree, root: root, pixels: pixels)
                var end = -1
                var row = -1
                for cell in window.cells {
                    if Int(cell.depth) != row { (row, end) = (Int(cell.depth), -1) }
                    #expect(cell.width > 0 && Int(cell.start) + Int(cell.width) <= pixels)
                    #expect(Int(cell.start) >= end, "cells of a row overlap")
                    end = Int(cell.start) + Int(cell.width)
                    let share = Double(tree.width(Int(cell.node))) / Double(tree.width(root)) * Double(pixels)
                    if cell.joined == 0 { #expect((Double(cell.width) - share).magnitude <= 1.01) }
                }
                // What one can see is bounded by the pixels, whatever the profile.
                #expect(window.cells.count <= (window.depth + 1) * pixels)
                #expect(window.cells.first.map { $0.node == Int32(root) && Int($0.width) == pixels } == true)
            }
        }
    }

    /// In a window as wide as its tree is heavy nothing needs to be joined: every frame is there.
    @Test func aWideWindowHasEveryFrame() throws {
        let tree = try tree()
        let window = FlameWindow(tree, root: 0, pixels: 16_000)
        let drawn = Set(window.cells.filter { $0.joined == 0 }.map(\.node))
        for node in 0..<tree.count where Double(tree.width(node)) * 16_000 >= 2 * Double(tree.width(0)) {
            #expect(drawn.contains(Int32(node)), "frame \(node) of \(tree.width(node)) is missing")
        }
    }
}
