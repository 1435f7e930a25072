/// A value that a poster wrote is not what it should be. The detail never repeats the value: it may be personal data
/// (G8).
package struct InvalidValue: Error, Sendable, Hashable {
    package var reason: Reason
    /// What was expected.
    package var detail: String

    package init(reason: Reason, detail: String) {
        self.reason = reason
        self.detail = detail
    }
}

extension InvalidValue {
    /// A text in JSON that is not what it should be.
    static func data(_ detail: String) -> InvalidValue { InvalidValue(reason: .dataInvalid, detail: detail) }
}
