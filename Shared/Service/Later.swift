import Dispatch
import Synchronization

/// Hands a value over to another thread, once, so that it is not copied there.
final class Handover<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: consuming Value) { self.value = Mutex(value) }

    /// The value; once.
    func take() -> Value {
        guard let taken = value.withLock({ $0.take() }) else { preconditionFailure("it is handed over once") }
        return taken
    }
}

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

    /// Waits for the value, at most so long.
    func isThere(within milliseconds: Int) -> Bool {
        group.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }

    /// The value, once it is there.
    var value: Value {
        group.wait()
        guard let value = made.withLock({ $0 }) else { preconditionFailure("the work is done when the group is left") }
        return value
    }
}
