/// `--name value` and `--flag` arguments, and the rest.
struct Options {
    private var values: [String: String] = [:]
    private var flags: Set<String> = []
    private(set) var rest: [String] = []
    private let help: String

    /// `most`: how many arguments may stand for themselves.
    init(
        _ arguments: [String], flags: Set<String>, values: Set<String>, most: Int = .max, help: String
    ) throws(ConsoleError) {
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
                throw ConsoleError("\(argument): not understood\n\(help)")
            }
        }
        guard rest.count <= most else { throw ConsoleError("\(rest[most]): not understood\n\(help)") }
    }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    subscript(_ name: String) -> String? { values[name] }

    func required(_ name: String) throws(ConsoleError) -> String {
        guard let value = values[name] else { throw ConsoleError("--\(name) is missing\n\(help)") }
        return value
    }
}
