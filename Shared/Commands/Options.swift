/// `--name value` and `--flag` arguments, and the rest.
package struct Options {
    private var values: [String: String] = [:]
    private var flags: Set<String> = []
    package private(set) var rest: [String] = []
    private let help: String

    /// `most`: how many arguments may stand for themselves.
    package init(
        _ arguments: [String], flags: Set<String>, values: Set<String>, most: Int = .max, help: String
    ) throws(CommandError) {
        self.help = help
        var arguments = arguments[...]
        while let argument = arguments.popFirst() {
            guard argument.hasPrefix("--") else {
                rest.append(argument)
                continue
            }
            let name = String(argument.dropFirst(2))
            if flags.contains(name) {
                self.flags.insert(name)
            } else if values.contains(name), let value = arguments.popFirst() {
                self.values[name] = value
            } else {
                throw CommandError("\(argument): not understood\n\(help)")
            }
        }
        guard rest.count <= most else { throw CommandError("\(rest[most]): not understood\n\(help)") }
    }

    /// True if the flag was given.
    package func has(_ flag: String) -> Bool { flags.contains(flag) }

    package subscript(_ name: String) -> String? { values[name] }

    /// An option without which there is nothing to do.
    package func required(_ name: String) throws(CommandError) -> String {
        guard let value = values[name] else { throw CommandError("--\(name) is missing\n\(help)") }
        return value
    }
}
