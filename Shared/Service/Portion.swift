/// A part of a command's work, done in one transaction: pieces that are decided one after the other.
package struct Portion<Command: Sendable>: Sendable {
    /// Facts are known by their piece, wherever the work was cut: a piece has a name that no other of the whole work
    /// has.
    package struct Piece: Sendable {
        package var name: String
        package var command: Command

        package init(name: String, command: Command) {
            self.name = name
            self.command = command
        }
    }

    package var pieces: [Piece]
    /// Where to go on; nil: this is the last portion.
    package var cursor: String?

    package init(pieces: [Piece] = [], cursor: String? = nil) {
        self.pieces = pieces
        self.cursor = cursor
    }

    /// All of it in one piece without a name.
    package static func all(_ command: Command) -> Self { Self(pieces: [Piece(name: "", command: command)]) }
}
