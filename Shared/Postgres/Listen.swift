import CLibpq
import Glibc

/// What another session said with NOTIFY.
package struct Notification: Sendable, Hashable {
    package let channel: String
    package let payload: String
}

extension Connection {
    /// Hears a channel from now on.
    package func listen(_ channel: String) throws(PostgresError) {
        try script("listen \"\(channel.split(separator: "\"").joined(separator: "\"\""))\"")
    }

    /// What was said; waits for it at most so long.
    package func notifications(waitMilliseconds: Int) throws(PostgresError) -> [Notification] {
        var waiting = pollfd(fd: unsafe PQsocket(connection), events: Int16(POLLIN), revents: 0)
        if unsafe poll(&waiting, 1, Int32(waitMilliseconds)) > 0, unsafe PQconsumeInput(connection) == 0 {
            throw lost()
        }
        var heard: [Notification] = []
        while let next = unsafe PQnotifies(connection) {
            unsafe heard.append(
                Notification(
                    channel: String(cString: next.pointee.relname), payload: String(cString: next.pointee.extra)))
            unsafe PQfreemem(next)
        }
        return heard
    }
}
