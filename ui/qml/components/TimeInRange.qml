import QtQuick

// A share of the time as a bar: name, figure, and the target with whether it is met. `level`: "in", "beside" or "far".
Item {
    id: row

    required property string name
    required property real share
    required property string figure
    required property string target
    required property var met
    required property string level
    readonly property color ink: ({
            "in": Theme.ok,
            "beside": Theme.warn,
            "far": Theme.danger
        })[level]
    readonly property bool wide: width >= 2 * Theme.columnCard
    readonly property string verdict: target === "" ? "" : met ? qsTr("target %1, met").arg(target) : qsTr("target %1, not met").arg(target)

    implicitHeight: wide ? Math.max(title.height, value.height) : title.height + value.height + bar.height + 2 * Theme.spaceXs
    Accessible.role: Accessible.StaticText
    Accessible.name: [row.name, row.figure, row.verdict].filter(part => part !== "").join(", ")

    Words {
        id: title

        width: row.wide ? Theme.columnTile * 0.8 : parent.width
        text: row.name
        font.bold: row.level === "in"
        font.pixelSize: Theme.typeControl
        Accessible.ignored: true
    }

    Rectangle {
        id: bar

        x: row.wide ? title.width + Theme.spaceM : 0
        y: row.wide ? (row.height - height) / 2 : title.height + Theme.spaceXs
        width: row.wide ? row.width - x - value.width - Theme.spaceM : row.width
        height: Theme.iconNormal
        radius: Theme.spaceXs
        color: Theme.surface2

        Rectangle {
            width: parent.width * Math.min(1, row.share)
            height: parent.height
            radius: parent.radius
            color: row.ink
        }
    }

    Row {
        id: value

        x: row.wide ? row.width - width : 0
        y: row.wide ? (row.height - height) / 2 : bar.y + bar.height + Theme.spaceXs
        width: row.wide ? Theme.columnCard : row.width
        spacing: Theme.spaceS

        Words {
            id: figureWords

            anchors.verticalCenter: parent.verticalCenter
            text: row.figure
            font.bold: true
            font.pixelSize: Theme.typeControl
            Accessible.ignored: true
        }

        Icon {
            id: sign

            visible: row.verdict !== ""
            anchors.verticalCenter: parent.verticalCenter
            name: row.met ? "circle-check" : "triangle-alert"
            colour: row.met ? Theme.ok : Theme.warn
            extent: Theme.iconSmall
        }

        Words {
            width: parent.width - figureWords.width - sign.width - 2 * parent.spacing
            anchors.verticalCenter: parent.verticalCenter
            text: row.verdict
            color: Theme.muted
            font.pixelSize: Theme.typeCaption
            Accessible.ignored: true
        }
    }
}
