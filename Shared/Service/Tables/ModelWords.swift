package import Model

// Words of events that columns of tables hold.

extension AlertLevel: ColumnWord {}
extension AlertRule: ColumnWord {}
extension AlertStatus: ColumnWord {}
extension BankAccount: ColumnWord {}
extension Model.Category: ColumnWord {}
extension ClaimRank: ColumnWord {}
extension DeregistrationCause: ColumnWord {}
extension EntryStatus: ColumnWord {}
extension FindingCategory: ColumnWord {}
extension InstitutionStatus: ColumnWord {}
extension InstructionPurpose: ColumnWord {}
extension PatrolResult: ColumnWord {}
extension Reason: ColumnWord {}
extension RefundCause: ColumnWord {}
extension ReleaseMode: ColumnWord {}
extension RepaymentCause: ColumnWord {}
extension Severity: ColumnWord {}
extension VisitKind: ColumnWord {}
extension VisitMode: ColumnWord {}
