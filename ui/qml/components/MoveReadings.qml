import QtQuick

// The latest readings of whoever uses Listenwell; one that is somebody else's is moved, its time stays.
Column {
    id: list

    required property QtObject owners

    spacing: Theme.spaceM

    Words {
        width: parent.width
        text: qsTr("Latest readings")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Words {
        visible: list.owners.empty
        width: parent.width
        text: qsTr("No readings yet.")
        color: Theme.muted
    }

    Repeater {
        model: list.owners.readings

        Column {
            id: entry

            required property string key
            required property string title
            required property string figure
            required property string when
            readonly property bool moving: list.owners.moving === key

            width: list.width
            spacing: Theme.spaceS

            ActionRow {
                width: parent.width
                title: entry.title + " " + entry.figure
                detail: entry.when

                BigButton {
                    objectName: "move-" + entry.key
                    leastHeight: Theme.sizeTarget
                    fontSize: Theme.typeControl
                    kind: "quiet"
                    iconName: entry.moving ? "x" : "users"
                    text: entry.moving ? qsTr("Leave it") : qsTr("Not mine")
                    onClicked: list.owners.beginMove(entry.moving ? "" : entry.key)
                }
            }

            Flow {
                visible: entry.moving
                width: parent.width
                spacing: Theme.spaceM

                Words {
                    height: Theme.sizeTarget
                    width: Math.min(Math.ceil(implicitWidth), parent.width)
                    verticalAlignment: Text.AlignVCenter
                    text: qsTr("Whose is it?")
                    font.bold: true
                }

                Repeater {
                    model: entry.moving ? list.owners.others : []

                    BigButton {
                        required property var modelData
                        required property int index

                        objectName: "move-to-" + index
                        leastHeight: Theme.sizeTarget
                        fontSize: Theme.typeControl
                        kind: modelData.person === "" ? "quiet" : "primary"
                        text: modelData.name
                        onClicked: list.owners.moveTo(modelData.person)
                    }
                }
            }
        }
    }
}
