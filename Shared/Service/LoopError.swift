import Kafka
import Postgres

/// Why a thread of the service stopped, and what to do about it.
package struct LoopError: Error, Sendable, CustomStringConvertible {
    enum Advice {
        case reconnect, stop
        /// Only files are behind the database: try to write them again later.
        case writeAgain
    }

    let advice: Advice
    package let description: String

    package init(_ error: any Error) {
        switch error {
        case let error as PostgresError:
            (advice, description) = (error.advice == .stop ? .stop : .reconnect, "database: \(error)")
        case let error as KafkaError:
            (advice, description) = (error.advice == .stop ? .stop : .reconnect, "broker: \(error)")
        case let error as Relay.Superseded:
            (advice, description) = (.reconnect, error.description)
        case let error as SteppedDown:
            (advice, description) = (.reconnect, error.description)
        case let error as FileError:
            (advice, description) = (.writeAgain, error.description)
        case let error as LoopError:
            self = error
        default:
            (advice, description) = (.stop, "\(error)")
        }
    }
}

/// The process does not reach the broker; another one may.
struct SteppedDown: Error, CustomStringConvertible {
    let description = "the broker is not reached, and another process is there: it may take the events"
}
