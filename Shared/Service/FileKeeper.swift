import Postgres

/// Keeps an application's files up to what the database says. A disk that is full, or a directory that is not ours,
/// stops no event: health says so, and the files are written when it is mended.
final class FileKeeper<App: Application> {
    private let application: App
    private let connection: any Database
    private let surroundings: Surroundings
    /// When to look again; nil: when something happened.
    private var retry: Lease?

    init(_ application: App, _ connection: any Database, _ surroundings: Surroundings) {
        (self.application, self.connection, self.surroundings) = (application, connection, surroundings)
    }

    /// After a commit of these facts; or with none at start, and when partitions came: who had them may have ended
    /// between a commit and the files.
    func keep(_ facts: [Recorded<App.Fact>]) throws(LoopError) {
        do {
            // What failed before is behind by other facts, too.
            let facts = surroundings.isHindered("files") ? [] : facts
            retry = try application.committed(facts, connection).map { surroundings.lease(milliseconds: $0) }
            surroundings.unhinder("files")
        } catch {
            guard error.advice == .writeAgain else { throw error }
            surroundings.hinder("files", error.description)
            retry = surroundings.lease(milliseconds: 1_000)
        }
    }

    /// When it is time to look again.
    func keepAgain() throws(LoopError) {
        if let retry, retry.isOver { try keep([]) }
    }

    /// This process may not write them any more; what it perhaps wrote too late is behind again.
    func giveUp() throws(LoopError) { try application.giveUpFiles(connection) }
}
