import Foundation
import Postgres
import Testing

/// The PostgreSQL that `deploy/local test` starts.
enum Server {
    static var url: String? { ProcessInfo.processInfo.environment["DATABASE_URL"] }

    static func connect(url: String? = Server.url, statementTimeoutMilliseconds: Int = 30_000) throws -> Connection {
        try Connection(
            url: try #require(url), applicationName: "PostgresTests",
            statementTimeoutMilliseconds: statementTimeoutMilliseconds)
    }
}

/// The error that work throws.
func failure(_ work: () throws -> Void) -> PostgresError? {
    do {
        try work()
        return nil
    } catch {
        return error as? PostgresError
    }
}
