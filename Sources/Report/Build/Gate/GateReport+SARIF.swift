import GoBuild
import Wire

extension GateReport {
    /// SARIF 2.1.0 (OASIS, https://docs.oasis-open.org/sarif/sarif/v2.1.0): what is worse are errors, what is allowed are
    /// suppressed ones with the reason as their justification, and the rest is left out.
    public func writeSARIF(to json: inout JSONWriter) {
        let items = verdict.items.filter { $0.outcome != .noted }
        let rules = GateCause.allowableKinds.filter { kind in items.contains { $0.cause.kind == kind } }
        json.object { json in
            json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            json.member("version", "2.1.0")
            json.member("runs") { json in
                json.array { json in
                    json.object { json in
                        json.member("tool") { json in tool(rules, to: &json) }
                        json.member("invocations") { json in
                            json.array { json in
                                json.object { json in
                                    json.member("executionSuccessful", true)
                                    json.member("exitCode", verdict.passes ? 0 : 1)
                                    json.member("toolExecutionNotifications") { notifications(to: &$0) }
                                }
                            }
                        }
                        json.member("results") { json in
                            json.array(items) { write($1, rules, to: &$0) }
                        }
                        json.member("columnKind", "utf16CodeUnits")
                    }
                }
            }
        }
    }

    private func tool(_ rules: [String], to json: inout JSONWriter) {
        json.object { json in
            json.member("driver") { json in
                json.object { json in
                    json.member("name", "sonde")
                    if !version.isEmpty { json.member("version", version) }
                    json.member("rules") { json in
                        json.array(rules) { json, rule in
                            json.object { json in
                                json.member("id", rule)
                                text("shortDescription", GateWords.title(rule), to: &json)
                                json.member("defaultConfiguration") { json in
                                    json.object { $0.member("level", "error") }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The verdict and what could not be judged.
    private func notifications(to json: inout JSONWriter) {
        let unused = verdict.unused.map { "\(verdict.allowList): \(GateWords.unused($0))" }
        json.array([GateWords.headline(verdict)] + verdict.remarks + unused) { json, remark in
            json.object { json in
                json.member("level", "note")
                text("message", remark, to: &json)
            }
        }
    }

    private func text(_ name: String, _ text: String, to json: inout JSONWriter) {
        json.member(name) { json in json.object { $0.member("text", text) } }
    }

    private func write(_ item: GateVerdict.Item, _ rules: [String], to json: inout JSONWriter) {
        let cause = item.cause
        json.object { json in
            json.member("ruleId", cause.kind)
            json.member("ruleIndex", rules.firstIndex(of: cause.kind) ?? -1)
            json.member("level", "error")
            text("message", GateWords.sentence(cause), to: &json)
            json.member("locations") { json in
                json.array { json in json.object { location(cause, to: &$0) } }
            }
            // A service tells by it that a finding is the one of the run before.
            json.member("partialFingerprints") { json in
                json.object { $0.member("sondeGate/v1", GateWords.allowLine(cause)) }
            }
            guard case .allowed(let entry) = item.outcome else { return }
            json.member("suppressions") { json in
                json.array { json in
                    json.object { json in
                        json.member("kind", "external")
                        json.member("status", "accepted")
                        json.member("justification", entry.reason)
                    }
                }
            }
        }
    }

    private func location(_ cause: GateCause, to json: inout JSONWriter) {
        if let place = GateWords.place(cause) {
            json.member("physicalLocation") { json in
                json.object { json in
                    json.member("artifactLocation") { json in
                        json.object { $0.member("uri", Self.uri(place.file)) }
                    }
                    guard place.line > 0 else { return }
                    json.member("region") { json in json.object { $0.member("startLine", place.line) } }
                }
            }
        }
        json.member("logicalLocations") { json in
            json.array { json in
                json.object { json in
                    json.member("fullyQualifiedName", cause.function)
                    json.member("kind", "function")
                }
            }
        }
    }

    /// A path as a reference (RFC 3986): other bytes than those of paths are percent-encoded.
    static func uri(_ path: String) -> String {
        var result = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "/-._~!$&'()*+,;=@".contains(character) {
                result.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
