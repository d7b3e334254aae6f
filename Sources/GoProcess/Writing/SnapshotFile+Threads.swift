import Evidence

extension SnapshotEncoder {
    mutating func write(systemCalls: [SystemCall]) {
        append(list: systemCalls) { encoder, call in
            encoder.append(signed: Int64(call.thread))
            encoder.append(signed: Int64(call.number))
            encoder.append(call.name)
            encoder.append(list: call.arguments) { $0.append($1) }
            encoder.append(signed: Int64(call.descriptor))
            encoder.append(call.target)
            encoder.append(call.socket) { $0.write(socket: $1) }
        }
    }

    mutating func write(socket: SocketFacts) {
        append(socket.network)
        append(socket.inode)
        append(socket.local)
        append(socket.remote)
        append(socket.state)
        append(Int(clamping: socket.sendQueue), in: SnapshotLimits.count)
        append(Int(clamping: socket.receiveQueue), in: SnapshotLimits.count)
    }

    mutating func write(threads: [ThreadFacts]) {
        append(list: threads) { encoder, thread in
            encoder.append(signed: Int64(thread.id))
            encoder.append(signed: Int64(thread.innermostID))
            encoder.append(String(thread.state))
            encoder.append(thread.systemCall) { encoder, call in
                encoder.append(signed: Int64(call.number))
                encoder.append(list: call.arguments) { $0.append($1) }
                encoder.append(call.stackPointer)
                encoder.append(call.programCounter)
            }
            encoder.append(thread.registers) { encoder, registers in
                encoder.append(registers.programCounter)
                encoder.append(registers.stackPointer)
                encoder.append(registers.framePointer)
                encoder.append(registers.linkRegister)
                encoder.append(registers.goroutineRegister)
            }
            encoder.append(thread.waitChannel)
        }
    }
}

extension SnapshotDecoder {
    mutating func systemCalls() throws -> [SystemCall] {
        try list(minimum: 7) { decoder in
            SystemCall(
                thread: try decoder.signedFitting(), number: try decoder.signedFitting(), name: try decoder.text(),
                arguments: try decoder.list(minimum: 1) { try $0.number() }, descriptor: try decoder.signedFitting(),
                target: try decoder.text(), socket: try decoder.optional { try $0.socket() })
        }
    }

    mutating func socket() throws -> SocketFacts {
        SocketFacts(
            network: try text(), inode: try number(), local: try text(), remote: try text(), state: try text(),
            sendQueue: UInt64(try signed(in: SnapshotLimits.count)),
            receiveQueue: UInt64(try signed(in: SnapshotLimits.count)))
    }

    mutating func threads() throws -> [ThreadFacts] {
        try list(minimum: 6) { decoder in
            let id: Int32 = try decoder.signedFitting()
            let innermost: Int32 = try decoder.signedFitting()
            let state = try decoder.text()
            guard let letter = state.first, state.count == 1 else {
                throw decoder.damage("a thread's state has \(state.utf8.count) bytes")
            }
            let call = try decoder.optional { decoder in
                SystemCallFacts(
                    number: try decoder.signedFitting(), arguments: try decoder.list(minimum: 1) { try $0.number() },
                    stackPointer: try decoder.number(), programCounter: try decoder.number())
            }
            let registers = try decoder.optional { decoder in
                ThreadRegisters(
                    programCounter: try decoder.number(), stackPointer: try decoder.number(),
                    framePointer: try decoder.number(), linkRegister: try decoder.number(),
                    goroutineRegister: try decoder.number())
            }
            return ThreadFacts(
                id: id, innermostID: innermost, state: letter, systemCall: call, registers: registers,
                waitChannel: try decoder.text())
        }
    }
}
