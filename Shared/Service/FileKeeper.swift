import Postgres

/// Keeps an application's files up to what the database says. A disk that is full, or a directory that is not ours,
/// stops no event: health says so, and the files are written when it is mended.
final class FileKeeper<App: Application> {
    private let application: App
    private let connection: Connection
    private let surroundings: Surroundings
    private var retry = Lease(milliseconds: 0)
    /// Some were in another process's hands.
    private var isBehind = false

    init(_ application: App, _ connection: Connection, _ surroundings: Surroundings) {
        (self.application, self.connection, self.surroundings) = (application, connection, surroundings)
    }

    /// After a commit of these facts; or with none at start, and when partitions came: who had them may have ended
    /// between a commit and the files.
    func keep(_ facts: [Recorded<App.Fact>]) throws(LoopError) {
        var patience = 1_000
        do {
            // What failed before is behind by other facts, too.
            isBehind = try application.committed(surroundings.isHindered("files") ? [] : facts, connection)
            surroundings.unhinder("files")
            patience = 100
        } catch {
            guard error.advice == .writeAgain else { throw error }
            surroundings.hinder("files", error.description)
            isBehind = true
        }
        retry = Lease(milliseconds: patience)
    }

    /// Now and then, if they are behind.
    func keepAgain() throws(LoopError) {
        if isBehind, retry.isOver { try keep([]) }
    }
}
