import Glibc
import Host
import Wire

/// The files of a git revision in a folder of their own, which is gone when the work with it is done. Neither the user's
/// files nor the index are touched; git notes the folder under `.git/worktrees` meanwhile.
struct RevisionTree {
    /// Where git put the files, and the part of it that is the current folder.
    private let path: String
    let folder: String

    /// Runs `body` with the files of a revision. They are removed whatever happens, also when the user interrupts.
    /// - Throws: `notFound` for what is no revision; what `body` throws.
    static func with<Result>(_ revision: String, _ body: (RevisionTree) throws -> Result) throws -> Result {
        let commit = try self.commit(revision)
        let prefix = try git("rev-parse", "--show-prefix")
        let path = try freePath(commit)
        let tree = RevisionTree(path: path, folder: prefix.isEmpty ? path : "\(path)/\(prefix)")
        return try Interruption.during({ tree.remove() }) {
            defer { tree.remove() }
            // Hooks of the user's would run in the new folder. git may remember one of a sonde that was killed.
            _ = try git(
                "-c", "core.hooksPath=/dev/null", "worktree", "add", "--force", "--quiet", "--detach", path, commit)
            guard FolderListing.isFolder(tree.folder) else {
                throw InputError(.notFound, "revision \(revision) has no folder \(prefix)")
            }
            return try body(tree)
        }
    }

    private static func commit(_ revision: String) throws -> String {
        do { return try git("rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}") } catch {
            throw InputError(
                .notFound,
                "is neither a file, nor a folder, nor a revision of the git repository here: give one of these",
                file: revision)
        }
    }

    /// The same for the same commit, unless another sonde is at it: the build cache knows files by their paths.
    private static func freePath(_ commit: String) throws -> String {
        let path = "\(try ScratchFolder.parent())/\(commit.prefix(12))"
        return MappedFile.exists(path) ? "\(path)-\(getpid())" : path
    }

    private func remove() {
        if isRemoved() { return }
        // Somebody removed a part of it, git did not get so far as to know it, or git does not get on with it.
        _ = try? GoTool.output(["rm", "-rf", "--", path])
        if isRemoved() { return }
        _ = try? Self.git("worktree", "prune")
    }

    /// Has git remove the folder and what it noted of it; a folder that is gone is none the worse for that.
    /// - Returns: whether both are gone.
    private func isRemoved() -> Bool {
        // Once for changed files, and once more for one that is locked.
        (try? Self.git("worktree", "remove", "--force", "--force", path)) != nil && !MappedFile.exists(path)
    }

    private static func git(_ words: String...) throws -> String { try GoTool.output(["git"] + words) }
}
