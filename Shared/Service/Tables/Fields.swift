package import Postgres

/// The fields of a row that is being read, one after the other: in the order of the columns of the description, which
/// is that of the select list that it makes.
package final class Fields {
    private var row: Row?
    private var next = 0

    /// What `make` makes of a row.
    func read<Value>(_ row: Row, _ make: (Fields) -> Value) -> Value {
        (self.row, next) = (row, 0)
        return make(self)
    }

    /// Where the next field is.
    package func following() -> (row: Row, column: Int) {
        guard let row else { preconditionFailure("fields are of a row") }
        next += 1
        return (row, next - 1)
    }

    /// The value of the next field.
    @inlinable
    package func value<Value: ColumnValue>(_ type: Value.Type) -> Value {
        let (row, column) = following()
        return Value.read(row, column)
    }
}
