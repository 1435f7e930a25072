/// Whom an instruction pays: the payment whose route the money takes back, a creditor's claim, the institution itself,
/// or an enrolment at another institution.
package struct Payee: Text {
    package static let rule = TextRule("a payee", bytes: 1...83)
    package let description: String
    package init(known text: String) { description = text }

    /// The payment of that reference, or the claim of that id.
    package init(_ reference: Identifier) { description = reference.description }

    /// The institution's own account.
    package init(_ institution: USCC) { description = institution.description }

    /// An enrolment at an institution: `<uscc>/<enrolment>`.
    package init(_ institution: USCC, _ enrolment: Identifier) { description = "\(institution)/\(enrolment)" }
}
