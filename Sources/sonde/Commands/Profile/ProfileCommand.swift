import ArgumentParser

/// `sonde profile`: everything about pprof profiles.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Reads pprof profiles: pprof's reports under pprof's options.",
        discussion: """
            A FILE is a profile of any format that pprof reads, the address of a server (host:port stands for its cpu \
            profile), or - for standard input. Several are merged. Options have pprof's names, with one dash or two.

            EXAMPLES
              sonde profile top cpu.pb.gz
              sonde profile top localhost:6060 -seconds=10
              sonde profile peek 'json\\.Marshal' cpu.pb.gz
              sonde profile top -sample_index=alloc_space -lines heap.pb.gz
              sonde profile record -p 4711 --duration 30s
              sonde profile tree -focus=ServeHTTP -diff_base=before.pb.gz after.pb.gz
            """,
        subcommands: [
            TopVerb.self, TreeVerb.self, PeekVerb.self, ListVerb.self, DisasmVerb.self, WeblistVerb.self,
            TracesVerb.self, TagsVerb.self, CommentsVerb.self, DiffVerb.self, AnomaliesVerb.self, QualityVerb.self,
            FlameVerb.self, RawVerb.self, DotVerb.self, CallgrindVerb.self, ProtoVerb.self, TopProtoVerb.self,
            MergeVerb.self, ConvertVerb.self, RecordVerb.self,
        ])
}
