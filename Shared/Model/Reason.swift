/// Why an event was refused: stable codes that posters' programs may rely on. `docs/reasons.md` says what to do about
/// each.
package enum Reason: String, Codable, Sendable, Hashable, CaseIterable {
    // The message itself.
    case messageEmpty = "MESSAGE_EMPTY"
    case messageTooLarge = "MESSAGE_TOO_LARGE"
    case jsonMalformed = "JSON_MALFORMED"
    case envelopeInvalid = "ENVELOPE_INVALID"
    case contentUnsupported = "CONTENT_UNSUPPORTED"
    case typeUnknown = "TYPE_UNKNOWN"
    case schemaVersionUnknown = "SCHEMA_VERSION_UNKNOWN"
    case dataInvalid = "DATA_INVALID"
    case usccInvalid = "USCC_INVALID"

    /// Nothing is wrong with it as far as the platform can say; it could not be decided.
    case eventFailed = "EVENT_FAILED"

    // Who said it.
    case posterUnknown = "POSTER_UNKNOWN"
    case posterNotAllowed = "POSTER_NOT_ALLOWED"
    case sourceMismatch = "SOURCE_MISMATCH"
    case idReused = "ID_REUSED"

    // What it refers to.
    case referenceUnknown = "REFERENCE_UNKNOWN"
    case alreadyExists = "ALREADY_EXISTS"
    case stateForbids = "STATE_FORBIDS"
    case institutionRestricted = "INSTITUTION_RESTRICTED"
    case institutionNotOperating = "INSTITUTION_NOT_OPERATING"
    case timeInFuture = "TIME_IN_FUTURE"
    case timeTooOld = "TIME_TOO_OLD"
    case waitingQuotaExceeded = "WAITING_QUOTA_EXCEEDED"
    case calendarYearMissing = "CALENDAR_YEAR_MISSING"

    // registry
    case panelTooSmall = "PANEL_TOO_SMALL"
    case panelNotOdd = "PANEL_NOT_ODD"
    case panelRepeatsExpert = "PANEL_REPEATS_EXPERT"

    // inspection
    case officersTooFew = "OFFICERS_TOO_FEW"
    case notScheduled = "NOT_SCHEDULED"
    case departmentNotInTaskForce = "DEPARTMENT_NOT_IN_TASK_FORCE"
    case inspectorNotAssigned = "INSPECTOR_NOT_ASSIGNED"

    // escrow
    case chargeAboveHours = "CHARGE_ABOVE_HOURS"
    case chargeAboveMonths = "CHARGE_ABOVE_MONTHS"
    case chargeAboveAmount = "CHARGE_ABOVE_AMOUNT"
    case chargeTooEarly = "CHARGE_TOO_EARLY"
    case amountNotPositive = "AMOUNT_NOT_POSITIVE"
    case accountFrozen = "ACCOUNT_FROZEN"
    case hoursExhausted = "HOURS_EXHAUSTED"
    case nothingToRefund = "NOTHING_TO_REFUND"
    case chargeOutsideCourse = "CHARGE_OUTSIDE_COURSE"
    case renewalTooEarly = "RENEWAL_TOO_EARLY"
    case priceAboveList = "PRICE_ABOVE_LIST"
    case contractMissing = "CONTRACT_MISSING"
    case contractTermVoid = "CONTRACT_TERM_VOID"
    case loanForbidden = "LOAN_FORBIDDEN"
    case teachingTimeForbidden = "TEACHING_TIME_FORBIDDEN"
    case fundsInsufficient = "FUNDS_INSUFFICIENT"
    case statementSumWrong = "STATEMENT_SUM_WRONG"
    case statementGap = "STATEMENT_GAP"

    // blacklist-publisher
    case noticeMissing = "NOTICE_MISSING"
    case objectionLate = "OBJECTION_LATE"
}
