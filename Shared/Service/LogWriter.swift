import Dispatch
import Foundation
import Glibc
import Synchronization

/// Writes lines on standard error, on a thread of its own: whoever reads them may be slow, or have stopped. A line that
/// finds too many before it, or cannot be written, is lost; the work goes on.
enum LogWriter {
    /// Lines that wait to be written.
    private static let linesMax = 1_000
    /// Milliseconds that a process which ends waits for its last lines to be read.
    private static let farewellMilliseconds = 500

    private static let queue = DispatchQueue(label: "log")
    private static let waiting = DispatchGroup()
    private static let count = Atomic<Int>(0)

    static func write(_ line: Data) {
        guard count.add(1, ordering: .relaxed).newValue <= linesMax else {
            count.subtract(1, ordering: .relaxed)
            return
        }
        queue.async(group: waiting) {
            try? FileHandle.standardError.write(contentsOf: line + Data("\n".utf8))
            count.subtract(1, ordering: .relaxed)
        }
    }

    /// Ends the process, when what it said is written or nobody reads it.
    static func end(_ status: Int32) -> Never {
        _ = waiting.wait(timeout: .now() + .milliseconds(farewellMilliseconds))
        // Not exit: it would wait for a reader, too.
        fflush(nil)
        _exit(status)
    }
}
