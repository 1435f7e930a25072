/// Every number of the law or of a district that a rule uses. `policy.json` of the district holds the dated rows.
package enum PolicyKey: String, Codable, Sendable, Hashable, CaseIterable {
    /// Class hours that one charge may cover (R1.01).
    case chargeHoursMax
    /// Calendar months that one charge may cover (R1.01).
    case chargeMonthsMax
    /// Fen that one charge may be (R1.02).
    case chargeFenMax
    /// Days before the course starts from which a fee may be taken (R1.04).
    case chargeAdvanceDaysMax
    /// Working days of silence after which a refund is agreed (R1.60).
    case refundSilenceWorkingDays
    /// Class hours and days of the same course that may be left when it is paid for again (R1.05).
    case renewalHoursMax
    case renewalDaysMax
    /// Minutes after midnight at which a lesson at the premises, and one online, must end (R1.13).
    case offlineLessonEndMinute
    case onlineLessonEndMinute
    /// School hours, minutes after midnight from Monday to Friday in term (R1.13).
    case schoolDayStartMinute
    case schoolDayEndMinute
    /// First and last days of the school holidays, as month × 100 + day.
    case winterBreakFrom
    case winterBreakThrough
    case summerBreakFrom
    case summerBreakThrough
    /// Days of an unlimited pass after which they are settled, as one billing cycle (R1.31, R1.68).
    case passBillingDays
    /// Working days of silence after which a lesson is confirmed (R1.32).
    case lessonSilenceWorkingDays
    /// Thousandths of a payment that are released one and two months after the course starts; the rest after three
    /// (R1.33).
    case rollingFirstPermille
    case rollingSecondPermille
    /// Thousandths of a payment that are kept until the course ends (R1.34).
    case retainedPermille
    /// Working days in which the bank carries out an instruction.
    case instructionWorkingDays
    /// Days from the payment within which a family may leave without a reason (R1.63).
    case withdrawalDays
    /// Yearly interest in millionths: one-year loan prime rate, one-year deposit base rate, and what the fee account
    /// bears (R1.67).
    case loanPrimeRatePpm
    case depositRatePpm
    case escrowRatePpm
    /// The risk deposit's minimum, and where its yellow alert begins, in thousandths of the fees of the open enrolments
    /// that it stands for (R1.41).
    case depositCoveragePermille
    case depositYellowPermille
    /// A movement is large from so many thousandths of the account (R1.51) and so many fen.
    case largeMovementPermille
    case largeMovementFenMin
    /// Refunds asked for within seven days that make a wave (R1.54).
    case refundWaveCount
    /// Working days after which an agreed refund is overdue (R1.54, R1.72).
    case refundOverdueWorkingDays
    /// Days without a lesson after which teaching has stopped (R1.54).
    case teachingStoppedDays
    /// Working days after which a difference between books and bank is an alert, and after twice as many a red one.
    case unreconciledWorkingDays
    /// Working days to put a finding right (R3.40).
    case rectificationWorkingDays
    /// Enforcement officers that each department must bring (R3.10).
    case inspectionOfficersMin
    /// Working days in which an institution may object to a listing (R4.03, R3.12).
    case objectionWorkingDays
    /// Months that an entry stands on the list (R4.07).
    case listingMonths
    /// Days that a post's own time may lie before its arrival, and minutes that it may lie after it.
    case eventBehindDays
    case eventAheadMinutes
    /// Days that rejections and notices are kept.
    case rejectionsKeptDays
    case noticesKeptDays
    /// Experts whose ballots must count (R2.26).
    case panelSizeMin
    /// Days that a day of the past which a poster states may lie back: a notice's service, a visit, a statement.
    case statedBehindDays
}

extension PolicyKey {
    /// Values with which can be reckoned: a century in days and months, ten billion yuan, a million of all else.
    var most: Int64 {
        if rawValue.contains("Days") { return 36_525 }
        if rawValue.contains("Months") { return 1_200 }
        if rawValue.contains("Fen") { return 1_000_000_000_000 }
        return 1_000_000
    }
}

/// One value of a policy and the days on which it holds.
package struct PolicyRow: Codable, Sendable, Hashable {
    package var key: PolicyKey
    package var value: Int64
    package var validFrom: Day
    /// Last day; nil while it is in force.
    package var validThrough: Day?
    /// Rule id and document.
    package var source: String

    package init(key: PolicyKey, value: Int64, validFrom: Day, validThrough: Day?, source: String) {
        self.key = key
        self.value = value
        self.validFrom = validFrom
        self.validThrough = validThrough
        self.source = source
    }
}

/// What is wrong with a policy file, in one sentence.
package struct InvalidPolicy: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String
}

/// A district's numbers: for each key the row in force on a day.
package struct Policy: Sendable {
    private var rows: [PolicyKey: [PolicyRow]]

    /// Checks that every key has rows and that they follow one another without gap or overlap, the last one open.
    package init(rows: [PolicyRow]) throws(InvalidPolicy) {
        self.rows = Dictionary(grouping: rows, by: \.key).mapValues { $0.sorted { $0.validFrom < $1.validFrom } }
        for key in PolicyKey.allCases {
            guard let rows = self.rows[key], let last = rows.last else {
                throw InvalidPolicy(description: "policy has no row for \(key.rawValue)")
            }
            guard last.validThrough == nil else {
                throw InvalidPolicy(description: "the last row of \(key.rawValue) ends; leave validThrough out")
            }
            try check(key, atMost: key.most)
            if let row = rows.first(where: { row in row.validThrough.map { $0 < row.validFrom } ?? false }) {
                throw InvalidPolicy(description: "a row of \(key.rawValue) ends before it begins, on \(row.validFrom)")
            }
            for (earlier, later) in zip(rows, rows.dropFirst())
            where earlier.validThrough?.adding(days: 1) != later.validFrom {
                throw InvalidPolicy(
                    description: "rows of \(key.rawValue) overlap or leave a gap before \(later.validFrom)")
            }
        }
    }

    /// Refuses a policy one of whose values is larger than the tables can hold.
    package func check(_ key: PolicyKey, atMost most: Int64) throws(InvalidPolicy) {
        guard let value = rows[key]?.map(\.value).max(), !(0...most).contains(value) else { return }
        throw InvalidPolicy(description: "\(key.rawValue) must be from 0 to \(most), not \(value)")
    }

    /// The value in force on a day; before the first row, the first row's.
    package func value(_ key: PolicyKey, on day: Day) -> Int64 {
        guard let rows = rows[key], let first = rows.first else {
            preconditionFailure("init checks that \(key.rawValue) has rows")
        }
        return (rows.last { $0.validFrom <= day } ?? first).value
    }
}
