package import Model

/// One of the two bank accounts of an institution.
package struct BankAccountID: Hashable, Comparable, Sendable {
    package var institution: USCC
    package var account: BankAccount

    package init(_ institution: USCC, _ account: BankAccount) {
        self.institution = institution
        self.account = account
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.institution, left.account.rawValue) < (right.institution, right.account.rawValue)
    }
}

/// An entry of a bank account by its reference.
package struct BankEntryID: Hashable, Comparable, Sendable {
    package var account: BankAccountID
    package var reference: Identifier

    package init(_ account: BankAccountID, _ reference: Identifier) {
        self.account = account
        self.reference = reference
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.account, left.reference) < (right.account, right.reference)
    }
}

/// What the books and the bank say of one reference. Equal amounts match; else it is a difference until it matches or
/// is cleared.
package struct BankEntry: Sendable, Hashable {
    /// Above zero into the account; nil if the books do not know it.
    package var book: Fen?
    /// Nil if no statement named it yet.
    package var statement: Fen?
    /// The first day on which one side had it.
    package var since: Day
    /// Why a difference is none, as the commission says.
    package var explanation: Prose?

    package init(book: Fen? = nil, statement: Fen? = nil, since: Day, explanation: Prose? = nil) {
        self.book = book
        self.statement = statement
        self.since = since
        self.explanation = explanation
    }

    package var isOpen: Bool { book != statement && explanation == nil }
}

/// The last statement of an account.
package struct Statement: Sendable, Hashable {
    package var day: Day
    package var closing: Fen

    package init(day: Day, closing: Fen) {
        self.day = day
        self.closing = closing
    }
}
