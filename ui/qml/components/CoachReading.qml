import QtQuick

// A reading of a sitting: whether it counts is said by icon, words and colour.
Row {
    id: row

    required property string value
    required property string unit
    required property string pulse
    required property bool counted
    required property string note

    spacing: Theme.spaceM
    Accessible.role: Accessible.ListItem
    Accessible.name: [value + " " + unit, pulse, note].filter(part => part.trim() !== "").join(", ")

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        name: row.counted ? "circle-check" : "triangle-alert"
        colour: row.counted ? Theme.ok : Theme.warn
    }

    Words {
        text: [row.value + " " + row.unit, row.pulse, row.counted ? "" : row.note].filter(part => part.trim() !== "").join(" · ")
        width: Math.min(implicitWidth, row.width - Theme.iconNormal - row.spacing)
        color: row.counted ? Theme.text : Theme.warn
        font.pixelSize: Theme.typeControl
        font.bold: row.counted
        Accessible.ignored: true
    }
}
