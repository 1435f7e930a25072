import Dispatch
import Foundation
import Synchronization

/// The wish to stop: set by SIGTERM or SIGINT; the loop finishes its batch, leaves the group and ends.
package final class Shutdown: Sendable {
    private let requested = Atomic<Bool>(false)
    private let ended = Atomic<Bool>(false)

    package init() {}

    /// True once somebody asked for the end.
    package var isRequested: Bool { requested.load(ordering: .relaxed) }

    /// All threads have ended.
    var isOver: Bool { ended.load(ordering: .relaxed) }

    /// All threads have ended.
    func end() { ended.store(true, ordering: .relaxed) }

    /// Asks for the end.
    package func request() { requested.store(true, ordering: .relaxed) }

    /// From now on a pipe that nobody reads any more, such as that of the log, does not end the process (SIGPIPE), and
    /// no file or socket is taken for standard output where that was closed at the start. Called first.
    package static func outliveReaders() {
        signal(SIGPIPE, SIG_IGN)
        _ = nowhere
    }

    /// What stands where standard input, output or error was closed, as long as the process runs.
    private static let nowhere: [FileHandle] = (0...2).compactMap { descriptor in
        fcntl(Int32(descriptor), F_GETFD) < 0 ? FileHandle(forUpdatingAtPath: "/dev/null") : nil
    }

    /// From now on SIGTERM and SIGINT ask for the end instead of ending the process.
    package func listenToSignals() {
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // The handler holds its source: it listens until the process ends.
            source.setEventHandler {
                _ = source
                self.request()
            }
            source.resume()
        }
    }
}
