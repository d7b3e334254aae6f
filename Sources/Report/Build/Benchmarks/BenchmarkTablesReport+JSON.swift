import Evidence
import GoBuild
import Wire

extension BenchmarkTablesReport {
    /// All that the text says and the values, with p-values adjusted for all comparisons of the report (Holm).
    public func write(to json: inout JSONWriter) {
        let adjusted = adjustedValues()
        json.object { json in
            json.member("schema", "sonde.build.bench/1")
            json.member("alpha", options.alpha)
            json.member("confidence", options.confidence)
            json.member("files") { json in
                json.array(files) { json, file in write(file, to: &json) }
            }
            json.member("tables") { json in
                json.array(tables.tables.enumerated()) { json, table in
                    write(table.element, adjusted[table.offset], to: &json)
                }
            }
            json.member("problems", strings: problems)
        }
    }

    /// By table, row and column.
    private func adjustedValues() -> [[[Double?]]] {
        let values = tables.tables.flatMap(\.rows).flatMap(\.cells).compactMap(Self.tested)
        var adjusted = FamilywiseError.adjusted(values).makeIterator()
        return tables.tables.map { table in
            table.rows.map { row in row.cells.map { Self.tested($0) == nil ? nil : adjusted.next() } }
        }
    }

    private static func tested(_ cell: BenchmarkTable.Cell?) -> Double? {
        guard let comparison = cell?.comparison, !comparison.isExact else { return nil }
        return comparison.pValue
    }

    private func write(_ file: BenchmarkResults, to json: inout JSONWriter) {
        json.object { json in
            json.member("label", file.label)
            json.member("lines", file.lines)
            json.member("results", file.results)
            json.member("unknownLines", file.unknownLines)
            json.member("unknown", strings: file.unknown)
            json.member("problemCount", file.problemCount)
            json.member("problems") { json in
                json.array(file.problems) { json, problem in
                    json.object { json in
                        json.member("line", problem.line)
                        json.member("message", problem.message)
                    }
                }
            }
        }
    }

    private func write(_ table: BenchmarkTable, _ adjusted: [[Double?]], to json: inout JSONWriter) {
        json.object { json in
            json.member("settings") { json in
                json.object { json in
                    for (key, value) in zip(tables.settingKeys, table.settings) where !value.isEmpty {
                        json.member(key, value)
                    }
                }
            }
            json.member("unit", table.unit)
            json.member("better", table.direction.rawValue)
            json.member("isExact", table.isExact)
            json.member("rows") { json in
                json.array(table.rows.enumerated()) { json, row in
                    json.object { json in
                        json.member("name", row.element.name)
                        json.member("cells") { json in
                            json.array(row.element.cells.enumerated()) { json, cell in
                                guard let found = cell.element else { return json.null() }
                                write(found, adjusted[row.offset][cell.offset], to: &json)
                            }
                        }
                    }
                }
            }
            json.member("columns") { json in
                json.array(table.columns) { json, column in
                    json.object { json in
                        json.member("label", column.label)
                        if let mean = column.mean { json.member("geomean", mean) }
                        if let ratio = column.ratio { json.member("ratio", ratio) }
                        json.member("warnings", strings: column.warnings.map(BenchmarkWords.warning))
                    }
                }
            }
        }
    }

    private func write(_ cell: BenchmarkTable.Cell, _ adjusted: Double?, to json: inout JSONWriter) {
        json.object { json in
            json.member("values") { json in
                json.onOneLine { $0.array(cell.sample.values) { $0.value($1) } }
            }
            json.member("center", cell.sample.center)
            // Infinite bounds come out as null.
            json.member("low", cell.sample.low)
            json.member("high", cell.sample.high)
            json.member("warnings", strings: cell.sample.warnings.map(BenchmarkWords.warning))
            guard let comparison = cell.comparison else { return }
            json.member("comparison") { json in
                json.object { json in
                    json.member("delta", BenchmarkWords.delta(comparison))
                    if let ratio = comparison.ratio { json.member("ratio", ratio) }
                    if let value = comparison.pValue { json.member("pValue", value) }
                    if let adjusted { json.member("adjusted", adjusted) }
                    json.member("isSignificant", comparison.isSignificant)
                    json.member("warnings", strings: comparison.warnings.map(BenchmarkWords.warning))
                }
            }
        }
    }
}
