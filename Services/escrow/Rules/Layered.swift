/// A dictionary that can be written to on trial: what a draft changes lies in a layer of its own, so that it costs no
/// copy of all that is there, however many rows a batch has.
package struct Layered<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline var base: [Key: Value] = [:]
    /// Nil if this is no draft; in it, nil stands for a key that is gone.
    @usableFromInline var layer: [Key: Value?]?

    package init() {}

    /// True if what is written here goes to a layer.
    var isDraft: Bool { layer != nil }

    /// From now on changes go to a layer.
    mutating func beginDraft() { if layer == nil { layer = [:] } }

    @inlinable package subscript(key: Key) -> Value? {
        get {
            if let layer, let value = layer[key] { return value }
            return base[key]
        }
        set {
            if layer != nil { layer?[key] = .some(newValue) } else { base[key] = newValue }
        }
    }

    @inlinable package subscript(key: Key, default value: @autoclosure () -> Value) -> Value {
        get { self[key] ?? value() }
        set { self[key] = newValue }
    }

    /// Changes a value in place; false if there is none.
    mutating func change(_ key: Key, _ change: (inout Value) -> Void) -> Bool {
        if layer == nil {
            guard let index = base.index(forKey: key) else { return false }
            change(&base.values[index])
            return true
        }
        guard var value = self[key] else { return false }
        change(&value)
        layer?[key] = .some(value)
        return true
    }

    package var isEmpty: Bool { base.isEmpty && (layer?.isEmpty ?? true) }

    /// All keys, in no order.
    package var keys: [Key] {
        guard let layer, !layer.isEmpty else { return Array(base.keys) }
        return base.keys.filter { layer[$0] == nil } + layer.compactMap { $0.value == nil ? nil : $0.key }
    }

    /// All values, in no order.
    package var values: [Value] {
        guard let layer, !layer.isEmpty else { return Array(base.values) }
        return base.compactMap { layer[$0.key] == nil ? $0.value : nil } + layer.values.compactMap { $0 }
    }
}
