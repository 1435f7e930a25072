package import Model

/// An institution, as far as escrow must know.
package struct Institution: Sendable, Hashable {
    package var status: InstitutionStatus
    /// Nil until the panel decided.
    package var category: Category?
    /// The bank that keeps its accounts; nil as long as it has none (R1.20).
    package var bank: Line?
    /// How enrolments from now on are released (R1.34).
    package var mode: ReleaseMode
    /// What the commission filed as the least deposit (R1.44).
    package var depositMinimum: Fen
    /// Releases stand still (R1.87).
    package var isFrozen: Bool
    /// The registry was told that no tuition is left (R2.31).
    package var isCleared: Bool
    /// Instructions so far: the last one's number.
    package var instructions: Int
    /// Fees paid for enrolments that are neither taught to the end nor repaid, in fen (R1.41).
    package var openFees: Fen
    /// Part of it in enrolments whose mode is `deposit`.
    package var openDepositFees: Fen
    /// What the courses that it published can take in, in fen (R1.54); not counted further than any account is.
    package var capacity: Fen
    /// Class hours of its enrolments that were neither taught nor held, and days of passes that are not counted yet.
    package var openHours: Int
    /// The last day with a lesson, or the day on which the first should have been; nil before the first payment.
    package var lastTaught: Day?

    package init(
        status: InstitutionStatus, category: Category? = nil, bank: Line? = nil, mode: ReleaseMode = .perLesson,
        depositMinimum: Fen = .zero,
        isFrozen: Bool = false, isCleared: Bool = false, instructions: Int = 0, openFees: Fen = .zero,
        openDepositFees: Fen = .zero,
        capacity: Fen = .zero, openHours: Int = 0, lastTaught: Day? = nil
    ) {
        self.status = status
        self.category = category
        self.bank = bank
        self.mode = mode
        self.depositMinimum = depositMinimum
        self.isFrozen = isFrozen
        self.isCleared = isCleared
        self.instructions = instructions
        self.openFees = openFees
        self.openDepositFees = openDepositFees
        self.capacity = capacity
        self.openHours = openHours
        self.lastTaught = lastTaught
    }
}
