import TestSupport
import Testing
import Wire

@testable import Host

/// The kernel's rules one by one, on made-up facts; `AccessDiagnosisTests` meets the kernel itself.
@Suite struct AccessObstacleTests {
    private func status(
        user: UInt32, group: UInt32? = nil, capabilities: String = "0", state: String = "S (sleeping)",
        tracer: Int = 0, seccomp: Int = 0
    ) -> ProcessStatus {
        ProcessStatus(
            Bytes(
                """
                Name:\tx y
                State:\t\(state)
                PPid:\t7
                TracerPid:\t\(tracer)
                Uid:\t\(user)\t\(user)\t\(user)\t\(user)
                Gid:\t\(group ?? user)\t\(group ?? user)\t\(group ?? user)\t\(group ?? user)
                NSpid:\t42
                CapPrm:\t\(capabilities)
                CapEff:\t\(capabilities)
                Seccomp:\t\(seccomp)

                """))
    }

    private func facts(own: ProcessStatus, target: ProcessStatus?) -> AccessFacts {
        var facts = AccessFacts(processID: 42, own: own, target: target)
        facts.sharesUserNamespace = true
        facts.memoryOwner = target?.users.first
        return facts
    }

    private let all = "000001ffffffffff"

    @Test func stateOfTheTarget() {
        let me = status(user: 0, capabilities: all)
        var absent = facts(own: me, target: nil)
        #expect(AccessObstacle(absent, isTracing: false) == .noProcess)
        absent.namesakes = [(4711, "server")]
        #expect(AccessObstacle(absent, isTracing: false) == .otherPIDNamespace)
        absent.isHidden = true
        #expect(AccessObstacle(absent, isTracing: false) == .hidden)
        let dead = facts(own: me, target: status(user: 0, state: "Z (zombie)"))
        #expect(AccessObstacle(dead, isTracing: false) == .ended)
        var kernel = facts(own: me, target: status(user: 0))
        kernel.isKernelThread = true
        #expect(AccessObstacle(kernel, isTracing: true) == .kernelThread)
        let traced = facts(own: me, target: status(user: 0, tracer: 9))
        #expect(AccessObstacle(traced, isTracing: true) == .tracer)
        #expect(AccessObstacle(traced, isTracing: false) == .unknown)
    }

    @Test func usersAndCapabilities() {
        let me = status(user: 1000)
        #expect(AccessObstacle(facts(own: me, target: status(user: 0)), isTracing: false) == .user)
        #expect(AccessObstacle(facts(own: me, target: status(user: 1000, group: 5)), isTracing: false) == .user)
        var protected = facts(own: me, target: status(user: 1000))
        protected.memoryOwner = 0
        #expect(AccessObstacle(protected, isTracing: false) == .dumpable)
        let stronger = facts(own: me, target: status(user: 1000, capabilities: "400"))
        #expect(AccessObstacle(stronger, isTracing: false) == .capability)
        // Root in a container that took the capability away.
        let weakRoot = status(user: 0, capabilities: "00000000a80425fb")
        #expect(AccessObstacle(facts(own: weakRoot, target: status(user: 1000)), isTracing: false) == .user)
        let capable = status(user: 1000, capabilities: "80000")
        #expect(AccessObstacle(facts(own: capable, target: status(user: 0)), isTracing: false) == .unknown)
    }

    @Test func yama() {
        var facts = facts(own: status(user: 1000), target: status(user: 1000))
        for (scope, expected) in [
            (0, AccessObstacle.unknown), (1, .yama), (2, .yama), (3, .yamaLocked),
        ] {
            facts.ptraceScope = scope
            #expect(AccessObstacle(facts, isTracing: false) == expected)
        }
        facts.ptraceScope = 1
        facts.isDescendant = true
        #expect(AccessObstacle(facts, isTracing: false) == .unknown)
        facts.ptraceScope = 2
        facts.own = status(user: 1000, capabilities: "80000")
        #expect(AccessObstacle(facts, isTracing: false) == .unknown)
    }

    @Test func confinement() {
        var inside = facts(own: status(user: 0, capabilities: all), target: status(user: 65534))
        inside.isInFirstUserNamespace = false
        #expect(AccessObstacle(inside, isTracing: false) == .userNamespace)
        inside.target = status(user: 0)
        inside.sharesUserNamespace = false
        #expect(AccessObstacle(inside, isTracing: false) == .userNamespace)
        inside.sharesUserNamespace = nil
        inside.own = status(user: 0, capabilities: all, seccomp: 2)
        #expect(AccessObstacle(inside, isTracing: false) == .seccomp)
        var confined = facts(own: status(user: 0, capabilities: all), target: status(user: 0))
        confined.securityLabel = "docker-default (enforce)"
        #expect(AccessObstacle(confined, isTracing: false) == .securityModule)
    }

    @Test(arguments: AccessObstacle.allCases) func everyMessageSaysWhatToDo(obstacle: AccessObstacle) {
        var facts = facts(own: status(user: 1000), target: status(user: 33, tracer: 9))
        facts.namesakes = [(4711, "server")]
        facts.tracerName = "gdb"
        facts.securityLabel = "docker-default"
        let error = AccessDiagnosis.error(facts, obstacle, errno: 1)
        #expect(error.file == "process 42")
        #expect(error.message.count > 20)
        let isHopeless = obstacle == .ended || obstacle == .kernelThread
        #expect(error.message.contains("What helps") != isHopeless)
        let isGone = [.noProcess, .otherPIDNamespace, .ended].contains(obstacle)
        #expect(error.code == (isGone ? .gone : .notPermitted))
    }
}
