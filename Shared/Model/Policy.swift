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
    /// Working days to put a finding right (R3.40).
    case rectificationWorkingDays
    /// Enforcement officers that each department must bring (R3.10).
    case inspectionOfficersMin
    /// Working days in which an institution may object to a listing (R4.03, R3.12).
    case objectionWorkingDays
    /// Months that an entry stands on the list (R4.07).
    case listingMonths
    /// Experts whose ballots must count (R2.26).
    case panelSizeMin
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
            for (earlier, later) in zip(rows, rows.dropFirst()) where earlier.validThrough?.adding(days: 1) != later.validFrom {
                throw InvalidPolicy(description: "rows of \(key.rawValue) overlap or leave a gap before \(later.validFrom)")
            }
        }
    }

    /// The value in force on a day; before the first row, the first row's.
    package func value(_ key: PolicyKey, on day: Day) -> Int64 {
        guard let rows = rows[key], let first = rows.first else {
            preconditionFailure("init checks that \(key.rawValue) has rows")
        }
        return (rows.last { $0.validFrom <= day } ?? first).value
    }
}
