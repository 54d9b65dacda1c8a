import QtQuick

// One printed result: name and range at the left, value and verdict at the right.
Item {
    id: row

    required property int index
    required property string name
    required property string value
    required property string unit
    required property string range
    required property string flag
    required property string verdictText
    required property bool inDoubt

    implicitHeight: Math.max(Theme.sizeTarget, words.height + 2 * Theme.spaceS)
    Accessible.role: Accessible.ListItem
    Accessible.name: [name, value + " " + unit, verdictText, range !== "" ? qsTr("range %1").arg(range) : "", inDoubt ? qsTr("please compare with the paper") : ""].filter(part => part !== "").join(", ")

    Rectangle {
        visible: row.index > 0
        width: parent.width
        height: 1
        color: Theme.line
    }

    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        width: figures.x - Theme.spaceM

        Words {
            width: parent.width
            text: row.name
            font.pixelSize: Theme.typeControl
        }

        Words {
            visible: text !== ""
            width: parent.width
            text: [row.range !== "" ? qsTr("range %1").arg(row.range) : "", row.inDoubt ? qsTr("please compare with the paper") : ""].filter(part => part !== "").join(" · ")
            color: row.inDoubt ? Theme.warn : Theme.muted
            font.pixelSize: Theme.typeCaption
        }
    }

    Row {
        id: figures

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
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
