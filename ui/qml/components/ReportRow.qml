import QtQuick
import QtQuick.Controls.Basic

// One printed result: name and range at the left, value and verdict at the right; a tap shows its place on the paper.
AbstractButton {
    id: row

    required property int index
    required property string name
    required property string value
    required property string unit
    required property string range
    required property string flag
    required property string verdictText
    required property bool inDoubt
    required property bool corrected
    required property int page
    required property real spotLeft
    required property real spotTop
    required property real spotWidth
    required property real spotHeight
    required property var history
    required property string change
    property list<string> previews: []
    readonly property bool hasEvidence: spotWidth > 0 && previews.length > page

    objectName: "report-row-" + index
    checkable: hasEvidence || history.length > 0
    implicitHeight: facts.height + (evidence.visible ? evidence.height + Theme.spaceM : 0) + (overTime.visible ? overTime.height + Theme.spaceM : 0)
    Keys.onReturnPressed: if (checkable)
        toggle()
    Accessible.role: Accessible.ListItem
    Accessible.name: [name, value + " " + unit, verdictText, range !== "" ? qsTr("range %1").arg(range) : "", inDoubt ? qsTr("please compare with the paper") : ""].filter(part => part !== "").join(", ")

    Rectangle {
        visible: row.index > 0
        width: parent.width
        height: 1
        color: Theme.line
    }

    FocusRing {
        around: row
    }

    Item {
        id: facts

        width: parent.width
        height: Math.max(Theme.sizeTarget, words.height + 2 * Theme.spaceS)
    }

    Evidence {
        id: evidence

        anchors.top: facts.bottom
        width: parent.width
        visible: row.checked && row.hasEvidence
        picture: visible ? row.previews[row.page] : ""
        name: row.name
        spotLeft: row.spotLeft
        spotTop: row.spotTop
        spotWidth: row.spotWidth
        spotHeight: row.spotHeight
    }

    Column {
        id: overTime

        y: facts.height + (evidence.visible ? evidence.height + Theme.spaceM : 0)
        width: parent.width
        visible: row.checked && row.history.length > 0
        spacing: Theme.spaceXs

        Words {
            objectName: "report-history-" + row.index
            width: parent.width
            text: qsTr("Over time")
            font.bold: true
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: row.change
        }

        Repeater {
            model: row.history

            Words {
                required property var modelData

                width: overTime.width
                text: modelData.day + "  ·  " + modelData.value
                font.pixelSize: Theme.typeControl
            }
        }
    }

    Column {
        id: words

        anchors.verticalCenter: facts.verticalCenter
        width: figures.x - Theme.spaceM

        Words {
            width: parent.width
            text: row.name
            font.pixelSize: Theme.typeControl
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: [row.range !== "" ? qsTr("range %1").arg(row.range) : "", row.inDoubt ? qsTr("please compare with the paper") : row.corrected ? qsTr("put right by you") : ""].filter(part => part !== "").join(" · ")
            color: row.inDoubt ? Theme.warn : Theme.muted
            font.pixelSize: Theme.typeCaption
        }
    }

    Row {
        id: figures

        anchors.right: parent.right
        anchors.verticalCenter: facts.verticalCenter
        spacing: Theme.spaceM

        Words {
            text: row.value
            font.bold: true
            font.pixelSize: Theme.typeTitle
            wrapMode: Text.NoWrap
            anchors.verticalCenter: parent.verticalCenter
        }

        Words {
            width: Math.max(implicitWidth, Theme.columnTab)
            text: row.unit
            color: Theme.muted
            font.pixelSize: Theme.typeLabel
            wrapMode: Text.NoWrap
            anchors.verticalCenter: parent.verticalCenter
        }

        Item {
            width: Theme.columnTab + Theme.spaceXl
            height: verdict.height
            anchors.verticalCenter: parent.verticalCenter

            Pill {
                id: verdict

                verdict: row.flag === "none" ? (row.verdictText === "" ? "none" : "ok") : "attention"
                text: row.verdictText
            }
        }
    }
}
