import Dispatch
import Synchronization

/// A value that another thread is making: waiting for it is the only way to it.
final class Later<Value: Sendable>: Sendable {
    private let made = Mutex<Value?>(nil)
    private let group = DispatchGroup()

    /// Begins the work when the queue comes to it.
    init(on queue: DispatchQueue, _ work: @escaping @Sendable () -> Value) {
        group.enter()
        queue.async {
            let value = work()
            self.made.withLock { $0 = value }
            self.group.leave()
        }
    }

    /// The value, once it is there; every so often something else is done meanwhile.
    func value(every milliseconds: Int, meanwhile: () throws -> Void) rethrows -> Value {
        while group.wait(timeout: .now() + .milliseconds(milliseconds)) == .timedOut { try meanwhile() }
        return value
    }

    /// The value, once it is there.
    var value: Value {
        group.wait()
        guard let value = made.withLock({ $0 }) else { preconditionFailure("the work is done when the group is left") }
        return value
    }
}
