import EscrowRules
import Model
import Service

// Words that columns of escrow's tables hold.

extension AccountKind: ColumnWord {}
extension AttendanceStatus: ColumnWord {}
extension InstructionStatus: ColumnWord {}
extension RefundStatus: ColumnWord {}
extension TransferKind: ColumnWord {}
