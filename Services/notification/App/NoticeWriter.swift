import Model
import Postgres
import Service
import Synchronization

/// Brings the files up to what the database says, in portions of one transaction each: by one process at a time, from
/// what is read under the lock. A notice stands in its file once, whatever was killed when.
struct NoticeWriter {
    /// Files in one transaction.
    private static let filesMax = 100
    /// Milliseconds of one call: events do not wait for files.
    private static let patienceMilliseconds = 100

    let store: Store
    let files: NoticeFiles
    /// The server ends a transaction that says nothing for so long, and its lock goes to another process.
    let sessionMilliseconds: Int
    private let doubtful = DoubtfulFiles()
    private let pass = Passing()

    init(store: Store, files: NoticeFiles, sessionMilliseconds: Int) {
        (self.store, self.files, self.sessionMilliseconds) = (store, files, sessionMilliseconds)
    }

    /// Writes what is behind, for a while; a file that cannot be written holds no other one up, and is said until a
    /// pass over all of them is without one. True if some are behind still.
    func writeSome(_ connection: any Database) throws(LoopError) -> Bool {
        try noteDoubtful(connection)
        let patience = Lease(milliseconds: Self.patienceMilliseconds)
        var now = pass.state.withLock { $0 }
        while let portion = try write(after: now.last, connection) {
            now = .init(last: portion.last, failure: now.failure ?? portion.failure)
            guard patience.isOver else { continue }
            pass.state.withLock { [now] in $0 = now }
            guard let failure = now.failure else { return true }
            throw LoopError(failure)
        }
        pass.state.withLock { $0 = .init() }
        if let failure = now.failure { throw LoopError(failure) }
        do {
            return try store.isAnyUnwritten(connection)
        } catch {
            throw LoopError(error)
        }
    }

    /// Removes what has had its time; again is no harm, and what was forgotten goes the next time.
    func removeFiles(before day: Day) throws(LoopError) {
        do {
            try files.remove(before: day)
        } catch {
            throw LoopError(error)
        }
    }

    /// The last file of a portion, written or not, and what went wrong first.
    private typealias Portion = (last: FileKey, failure: FileError?)

    private func write(after key: FileKey, _ connection: any Database) throws(LoopError) -> Portion? {
        do {
            return try connection.transaction { (connection) throws(PostgresError) -> Portion? in
                try store.lockFiles(connection)
                let keys = try store.unwritten(after: key, max: Self.filesMax, connection)
                guard let last = keys.last else { return nil }
                try store.giveFolders(keys.map(\.recipient), connection)
                let lease = Lease(milliseconds: sessionMilliseconds / 2)
                let (written, failure) = write(try store.files(keys, connection), lease)
                try store.markWritten(written, connection)
                return (last, failure)
            }
        } catch {
            throw LoopError(error)
        }
    }

    /// Files that this process replaced when its right was over are behind again.
    func noteDoubtful(_ connection: any Database) throws(LoopError) {
        let keys = doubtful.all
        guard !keys.isEmpty else { return }
        do {
            try connection.transaction { (connection) throws(PostgresError) -> Void? in
                try store.markAgain(keys, connection)
                return ()
            }
        } catch {
            throw LoopError(error)
        }
        doubtful.remove(keys)
    }

    private func write(_ files: [NoticeFile], _ lease: Lease) -> (written: [FileKey], failure: FileError?) {
        var (written, failure): ([FileKey], FileError?) = ([], nil)
        for file in files {
            do throws(FileError) {
                guard !lease.isOver else { throw FileError(description: "writing took too long and is begun again") }
                try self.files.write(file)
                guard !lease.isOver else {
                    doubtful.add(file.key)
                    throw FileError(description: "writing took too long and is begun again")
                }
                written.append(file.key)
            } catch {
                failure = failure ?? error
            }
        }
        return (written, failure)
    }
}

/// How far a pass over all files that are behind is, and what went wrong first in it.
private final class Passing: Sendable {
    struct State {
        var last = FileKey.first
        var failure: FileError?
    }

    let state = Mutex(State())
}

/// Files that a process replaced after it had slept: perhaps by less than another one had written meanwhile.
private final class DoubtfulFiles: Sendable {
    private let keys = Mutex<[FileKey]>([])

    var all: [FileKey] { keys.withLock { $0 } }

    func add(_ key: FileKey) { keys.withLock { $0.append(key) } }

    func remove(_ noted: [FileKey]) { keys.withLock { keys in keys.removeAll { noted.contains($0) } } }
}
